#[derive(Clone, Debug)] pub struct Single { pub correct: usize }
