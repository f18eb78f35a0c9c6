//! Enforces the dependency rules between crates and modules, and the rules of style that a program can check.

mod dependencies;
mod imports;
mod layers;
mod phrases;
mod sources;
mod style;
