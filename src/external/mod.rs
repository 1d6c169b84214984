//! Services of others that may help and never decide: the academy works without each of them, and what they answer is
//! data to be checked. Has no events and no tables. Start at [`reviewer`].

pub mod reviewer;
