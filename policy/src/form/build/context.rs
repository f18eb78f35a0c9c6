//! The parts of the policy that forms share.

use crate::error::Location;
use crate::schema;

/// The shared parts that a form refers to.
pub(crate) struct Context<'a> {
    pub(crate) common: &'a schema::Common,
    pub(crate) lists: &'a schema::Lists,
    pub(crate) services: &'a [schema::Service],
    /// The location of the whole policy, to report errors in the shared parts.
    pub(crate) root: Location<'a>,
}
