//! Who asks, as far as the network tells: the address of the connection, or the one that the distribution names.
//!
//! No header is believed by itself. Whoever runs the router puts a [`ClientAddress`] into the request's extensions:
//! at home from the socket, in the cloud from the distribution's own header, once it has proved itself (see
//! [`crate::http::origin_proof`]).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::HeaderMap;

/// The header in which the distribution names the viewer, with the port at its end.
const CLOUDFRONT: &str = "cloudfront-viewer-address";

/// The address of whoever asks. It is never stored nor logged as it is, hence no `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Returns the viewer at `address`.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Returns the viewer whom the distribution names, as `198.51.100.10:46532` or `2001:db8::1:46532`.
    #[must_use]
    pub fn from_cloudfront(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(CLOUDFRONT).iter();
        let (Some(only), None) = (values.next(), values.next()) else { return None };
        let (address, _port) = only.to_str().ok()?.rsplit_once(':')?;
        let address = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
        address.parse().ok().map(Self::new)
    }

    /// Returns the network that counts as one viewer: an address of IPv4, or the 64 bits that one household or office
    /// of IPv6 is given.
    #[must_use]
    pub(crate) fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(address) => Ipv4Addr::into(address),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn network(header: &str, expected: Option<&str>) {
        let headers = HeaderMap::from_iter([(CLOUDFRONT.parse().unwrap(), header.parse().unwrap())]);
        let found = ClientAddress::from_cloudfront(&headers).map(|viewer| viewer.network().to_string());
        assert_eq!(found.as_deref(), expected, "{header}");
    }

    #[test]
    fn an_address_of_ipv4_is_one_viewer() {
        network("198.51.100.10:46532", Some("198.51.100.10"));
        network("::ffff:198.51.100.10:46532", Some("198.51.100.10"));
    }

    #[test]
    fn the_first_64_bits_of_ipv6_are_one_viewer() {
        network("2001:db8:1:2:3:4:5:6:46532", Some("2001:db8:1:2::"));
        network("2001:db8:1:2::9:46532", Some("2001:db8:1:2::"));
        network("[2001:db8:1:2::9]:46532", Some("2001:db8:1:2::"));
    }

    #[test]
    fn what_is_no_address_is_nobody() {
        for header in ["", "198.51.100.10", ":80", "localhost:80", "198.51.100.10, 192.0.2.1:80", "[::1:80"] {
            network(header, None);
        }
        let name = axum::http::HeaderName::from_static(CLOUDFRONT);
        let mut two = HeaderMap::new();
        two.append(&name, "192.0.2.1:1".parse().unwrap());
        two.append(&name, "192.0.2.2:1".parse().unwrap());
        assert!(ClientAddress::from_cloudfront(&two).is_none());
    }
}
