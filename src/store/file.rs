//! Bytes of files: encrypted, on the disk before their row, named by id.
