//! rule packs
