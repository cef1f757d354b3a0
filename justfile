# The commands of a working day. `just` alone lists them.
default:
    @just --list

# Run the demo in the terminal UI.
demo *names:
    cargo run --release -- -d examples/demo {{names}}

# All tests; those whose tools are missing say so.
test:
    cargo test --workspace

# Everything that must hold.
ci:
    .ci/run

# The benchmarks: snapshot, ingest, or program.
bench name:
    cargo bench --bench {{name}}
