"""Pure transforms: frames in, frames out; no disk, no clock, no orchestrator, no database."""
