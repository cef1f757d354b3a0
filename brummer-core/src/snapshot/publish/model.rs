//! The publication under every interleaving of its threads, checked with loom.

use loom::future::{AtomicWaker, block_on};
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::sync::{Arc as ModelArc, Mutex, RwLock};
use loom::thread;

use super::*;
use crate::process::spec::{Command, Spec};
use crate::snapshot::ProcessSnapshot;

/// The primitives that loom can take apart.
struct Model;

impl Primitives for Model {
    type Slot = RwLock<Arc<ProjectSnapshot>>;
    type Counter = AtomicU64;
    type Lock = Mutex<()>;
    type Signal = ModelSignal;
}

impl Slot for RwLock<Arc<ProjectSnapshot>> {
    fn new(first: Arc<ProjectSnapshot>) -> Self {
        Self::new(first)
    }

    fn load(&self) -> Arc<ProjectSnapshot> {
        Arc::clone(&self.read().unwrap())
    }

    fn store(&self, next: Arc<ProjectSnapshot>) {
        *self.write().unwrap() = next;
    }
}

impl Counter for AtomicU64 {
    fn new(first: u64) -> Self {
        Self::new(first)
    }

    fn load(&self) -> u64 {
        self.load(Ordering::Acquire)
    }

    fn store(&self, next: u64) {
        self.store(next, Ordering::Release);
    }
}

impl Lock for Mutex<()> {
    fn exclusive<R>(&self, section: impl FnOnce() -> R) -> R {
        let _guard = self.lock().unwrap();
        section()
    }
}

/// A version counter and the waker of one listener.
#[derive(Default)]
struct ModelSignal(ModelArc<(AtomicU64, AtomicWaker)>);

struct ModelListener {
    signal: ModelArc<(AtomicU64, AtomicWaker)>,
    seen: u64,
}

impl Signal for ModelSignal {
    type Listener = ModelListener;

    fn raise(&self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
        self.0.1.wake();
    }

    fn listen(&self) -> ModelListener {
        ModelListener {
            signal: self.0.clone(),
            seen: self.0.0.load(Ordering::SeqCst),
        }
    }
}

impl Listener for ModelListener {
    fn settle(&mut self) {
        self.seen = self.signal.0.load(Ordering::SeqCst);
    }

    async fn changed(&mut self) -> bool {
        std::future::poll_fn(|cx| {
            self.signal.1.register_by_ref(cx.waker());
            if self.signal.0.load(Ordering::SeqCst) == self.seen {
                std::task::Poll::Pending
            } else {
                std::task::Poll::Ready(true)
            }
        })
        .await
    }
}

/// Explores every interleaving with at most three preemptions, which is where such errors show.
fn check(model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

fn process(name: &str) -> Arc<ProcessSnapshot> {
    let spec = Spec::new(name, Command::shell("true"), "/").unwrap();
    Arc::new(ProcessSnapshot::pending(spec.name.clone(), &spec))
}

#[test]
fn two_writers_lose_no_update_and_emit_in_the_order_of_revisions() {
    check(|| {
        let publisher = ModelArc::new(Publisher::<Model>::new());
        let emitted = ModelArc::new(Mutex::new(Vec::new()));
        let writers: Vec<_> = ["a", "b"]
            .map(|name| {
                let (publisher, emitted) = (publisher.clone(), emitted.clone());
                thread::spawn(move || {
                    publisher.publish(
                        |project| project.with(process(name)),
                        |revision| emitted.lock().unwrap().push(revision),
                    );
                    // What a writer did is in its own next read.
                    assert!(publisher.load().process(name).is_some());
                })
            })
            .into_iter()
            .collect();
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(*emitted.lock().unwrap(), [1, 2]);
        assert_eq!(publisher.load().processes().len(), 2);
    });
}

#[test]
fn a_reader_sees_revisions_that_only_grow_and_are_whole() {
    check(|| {
        let publisher = ModelArc::new(Publisher::<Model>::new());
        let writer = {
            let publisher = publisher.clone();
            thread::spawn(move || {
                publisher.publish(|project| project.with(process("a")), |_| {});
                publisher.publish(|project| project.with(process("b")), |_| {});
            })
        };
        let (first, second) = (publisher.load(), publisher.load());
        assert!(first.revision() <= second.revision());
        // Each revision of this history adds exactly one process.
        assert_eq!(second.revision(), second.processes().len() as u64);
        writer.join().unwrap();
    });
}

#[test]
fn a_cached_reader_sees_what_was_published_before_it_looks() {
    check(|| {
        let publisher = ModelArc::new(Publisher::<Model>::new());
        let mut reader = publisher.cached();
        let requests = ModelArc::new(AtomicU64::new(0));
        let writer = {
            let (publisher, requests) = (publisher.clone(), requests.clone());
            thread::spawn(move || {
                for (name, revision) in [("a", 1), ("b", 2)] {
                    publisher.publish(|project| project.with(process(name)), |_| {});
                    // The request is answered.
                    requests.store(revision, Ordering::Release);
                }
            })
        };
        let mut last = 0;
        for _ in 0..2 {
            let answered = requests.load(Ordering::Acquire);
            let project = reader.load();
            assert!(project.revision() >= answered.max(last));
            assert_eq!(project.revision(), project.processes().len() as u64);
            last = project.revision();
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_waiter_is_woken_by_a_publication_at_any_moment() {
    check(|| {
        let publisher = ModelArc::new(Publisher::<Model>::new());
        let writer = {
            let publisher = publisher.clone();
            thread::spawn(move || {
                publisher.publish(|project| project.with(process("a")), |_| {});
                publisher.publish(|project| project.with(process("b")), |_| {});
            })
        };
        // A lost wake-up shows as a deadlock, which loom reports.
        let found = block_on(publisher.wait_until(|project| project.process("b").cloned()));
        assert_eq!(found.name(), "b");
        writer.join().unwrap();
    });
}
