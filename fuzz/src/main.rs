//! `fuzz TARGET RUNS SEED` runs a target with that many inputs, which depend only on the seed. `fuzz all RUNS SEED` runs
//! every target; `fuzz once TARGET FILE` runs one input; `fuzz seeds TARGET FOLDER` writes a corpus for cargo-fuzz.

use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use folio_fuzz::rng::SplitMix64;
use folio_fuzz::seeds::Seeds;
use folio_fuzz::{TARGETS, Target};

/// An input that takes longer fails: a client could send many of them.
const MAX_DURATION: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let texts: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = texts.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["once", name, file] => std::fs::read(file).ok().zip(target(name)).map(|(input, target)| {
            target(&input);
            true
        }),
        ["seeds", name, folder] => Some(write_seeds(name, Path::new(folder))),
        [name, runs, seed] => {
            runs.parse().ok().zip(seed.parse().ok()).and_then(|(runs, seed)| run_all(name, runs, seed))
        }
        _ => None,
    };
    match outcome {
        Some(true) => ExitCode::SUCCESS,
        Some(false) => ExitCode::from(1),
        None => {
            eprintln!("fuzz (TARGET | all) RUNS SEED, fuzz once TARGET FILE, fuzz seeds TARGET FOLDER");
            ExitCode::from(2)
        }
    }
}

fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

fn run_all(name: &str, runs: u64, seed: u64) -> Option<bool> {
    let chosen: Vec<_> = TARGETS.iter().filter(|(known, _)| name == "all" || *known == name).collect();
    (!chosen.is_empty()).then(|| chosen.into_iter().all(|(name, target)| run(name, *target, runs, seed)))
}

/// Runs `runs` inputs and prints the result. Saves the first input that fails.
fn run(name: &str, target: Target, runs: u64, seed: u64) -> bool {
    let seeds = Seeds::new(name);
    for input in seeds.inputs() {
        target(input);
    }
    let mut rng = SplitMix64(seed);
    let (mut slowest, mut reached) = (Duration::ZERO, 0);
    let started = Instant::now();
    for n in 0..runs {
        let input = seeds.input(&mut rng);
        let started = Instant::now();
        let result = catch_unwind(|| target(&input)).inspect(|far| reached += u64::from(*far));
        let took = started.elapsed();
        slowest = slowest.max(took);
        if result.is_err() || took > MAX_DURATION {
            let file = std::env::temp_dir().join(format!("folio-fuzz-{name}-{seed}-{n}"));
            std::fs::write(&file, &input).expect("the temporary folder can be written");
            eprintln!(
                "{name}: input {n} of seed {seed} failed after {took:?}; it is saved in {}",
                file.display()
            );
            return false;
        }
    }
    let (took, seeds) = (started.elapsed().as_secs(), seeds.inputs().len());
    println!(
        "{name}: {runs} inputs of seed {seed} from {seeds} seeds, {reached} reached the checks, 0 failures, \
         the slowest {slowest:.1?}, {took} s"
    );
    true
}

fn write_seeds(name: &str, folder: &Path) -> bool {
    let seeds = Seeds::new(name);
    let write = || {
        std::fs::create_dir_all(folder)?;
        let mut numbered = seeds.inputs().iter().enumerate();
        numbered.try_for_each(|(n, input)| std::fs::write(folder.join(format!("seed-{n}")), input))
    };
    write().inspect_err(|error| eprintln!("{}: {error}", folder.display())).is_ok()
}
