//! What processes cost, from `/proc`: CPU seconds, memory. Linux only.

use std::fs;

use anyhow::{Context as _, Result};

/// Clock ticks of `/proc/*/stat` in a second. Source: `sysconf(_SC_CLK_TCK)`, 100 on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// A process whose costs are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Process {
    pub id: u32,
    /// With its children, those that have ended included: PostgreSQL has one for each connection.
    pub family: bool,
}

/// Kilobytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    pub resident: u64,
    pub peak: u64,
}

impl Process {
    pub const fn single(id: u32) -> Self {
        Self { id, family: false }
    }

    pub const fn family(id: u32) -> Self {
        Self { id, family: true }
    }

    /// CPU seconds since it began, in user and kernel.
    pub fn cpu(self) -> Result<f64> {
        let own = Stat::of(self.id)?;
        if !self.family {
            return Ok(own.own / TICKS);
        }
        let children = fs::read_dir("/proc")?.filter_map(|entry| {
            let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
            // One that ends meanwhile is counted with the reaped ones the next time.
            let stat = Stat::of(id).ok()?;
            (stat.parent == self.id).then_some(stat.own)
        });
        Ok((own.own + own.reaped + children.sum::<f64>()) / TICKS)
    }

    pub fn parent(self) -> Result<u32> {
        Ok(Stat::of(self.id)?.parent)
    }

    pub fn memory(self) -> Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id))?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok())
        };
        Ok(Memory { resident: of("VmRSS:").context("no VmRSS")?, peak: of("VmHWM:").context("no VmHWM")? })
    }
}

struct Stat {
    parent: u32,
    own: f64,
    reaped: f64,
}

impl Stat {
    fn of(id: u32) -> Result<Self> {
        let text = fs::read_to_string(format!("/proc/{id}/stat")).with_context(|| format!("process {id} is gone"))?;
        // The name stands in brackets and may hold anything; the state follows it. Source: proc(5).
        let fields: Vec<&str> =
            text.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
        let number =
            |index: usize| -> Result<f64> { Ok(fields.get(index).context("a short line in /proc")?.parse::<f64>()?) };
        Ok(Self { parent: number(1)? as u32, own: number(11)? + number(12)?, reaped: number(13)? + number(14)? })
    }
}

/// How busy the machine is: the load of the last minute.
pub fn machine_load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_costs_something() -> Result<()> {
        let this = Process::single(std::process::id());
        assert!(this.memory()?.resident > 0);
        assert!(this.memory()?.peak >= this.memory()?.resident);
        assert!(this.cpu()? >= 0.0);
        assert!(Process::family(1).cpu()? >= 0.0);
        Ok(())
    }
}
