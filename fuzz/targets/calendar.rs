#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    folio_fuzz::calendar(input);
});
