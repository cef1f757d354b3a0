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

# The fuzz targets, 30 s each, or some of them for longer: `just fuzz 240 problems`.
fuzz *args:
    .ci/fuzz {{args}}

# The benchmarks: snapshot, ingest, search, mcp, remote, or program.
bench name:
    cargo bench --bench {{name}}
