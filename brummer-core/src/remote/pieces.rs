//! A list as it differs from the one before it.

use std::io;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHashMap;

use super::wire::invalid;

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Piece<T> {
    /// So many items of the list before, from this position on.
    Kept { from: u32, count: u32 },
    /// An item that was not there, or was another one.
    New(T),
}

/// How `after` differs from `before`. What is the same is the same allocation, since values never change.
pub(super) fn pieces<T>(before: &[Arc<T>], after: &[Arc<T>]) -> Vec<Piece<Arc<T>>> {
    let mut places = None;
    let mut pieces: Vec<Piece<Arc<T>>> = Vec::new();
    for (n, item) in after.iter().enumerate() {
        let place = if before.get(n).is_some_and(|same| Arc::ptr_eq(same, item)) {
            Some(n)
        } else if before.len() == after.len() {
            // Nothing came or went: another state of what is at this place.
            None
        } else {
            let places = places.get_or_insert_with(|| {
                let each = before.iter().enumerate();
                each.map(|(n, item)| (Arc::as_ptr(item), n))
                    .collect::<FxHashMap<_, _>>()
            });
            places.get(&Arc::as_ptr(item)).copied()
        };
        // Lists are bounded far below.
        let place = place.and_then(|place| u32::try_from(place).ok());
        match (place, pieces.last_mut()) {
            (Some(place), Some(Piece::Kept { from, count })) if place == *from + *count => {
                *count += 1;
            }
            (Some(from), _) => pieces.push(Piece::Kept { from, count: 1 }),
            (None, _) => pieces.push(Piece::New(Arc::clone(item))),
        }
    }
    pieces
}

/// The list that these pieces make of the one before it.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] if they name items that are not there, or too many.
pub(super) fn join<T>(
    before: &[Arc<T>],
    pieces: Vec<Piece<Arc<T>>>,
    most: usize,
) -> io::Result<Vec<Arc<T>>> {
    let mut after = Vec::with_capacity(before.len().max(pieces.len()).min(most));
    for piece in pieces {
        match piece {
            Piece::New(item) => after.push(item),
            Piece::Kept { from, count } => {
                let from = from as usize;
                let kept = before.get(from..from.saturating_add(count as usize));
                after.extend_from_slice(kept.ok_or_else(|| invalid("items that are not there"))?);
            }
        }
        if after.len() > most {
            return Err(invalid(format!("more than {most} items")));
        }
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(before: &[u8], after: &[u8], expected: usize) {
        let pool: Vec<Arc<u8>> = (0..=255).map(Arc::new).collect();
        let list = |items: &[u8]| -> Vec<Arc<u8>> {
            items
                .iter()
                .map(|&item| Arc::clone(&pool[item as usize]))
                .collect()
        };
        let (before, after) = (list(before), list(after));
        let pieces = pieces(&before, &after);
        assert_eq!(pieces.len(), expected, "{pieces:?}");
        assert_eq!(join(&before, pieces, 255).unwrap(), after);
    }

    #[test]
    fn what_stays_is_not_sent_again() {
        check(&[], &[], 0);
        check(&[1, 2, 3], &[1, 2, 3], 1);
        check(&[1, 2, 3], &[1, 9, 3], 3);
        check(&[1, 2, 3], &[1, 2, 3, 4], 2);
        check(&[1, 2, 3, 4], &[1, 3, 4], 2);
    }

    #[test]
    fn pieces_that_are_not_there_are_an_error() {
        let kept = |from, count| vec![Piece::Kept { from, count }];
        let before = [Arc::new(1)];
        assert!(join(&before, kept(1, 1), 9).is_err());
        assert!(join(&before, kept(u32::MAX, u32::MAX), 9).is_err());
        let twice = vec![Piece::Kept { from: 0, count: 1 }, Piece::New(Arc::new(2))];
        assert!(join(&before, twice, 1).is_err());
    }

    proptest! {
        #[test]
        fn any_list_is_made_of_any_other(before: Vec<u8>, after: Vec<u8>) {
            let pool: Vec<Arc<u8>> = (0..=255).map(Arc::new).collect();
            let list = |items: &[u8]| -> Vec<Arc<u8>> {
                items.iter().map(|&item| Arc::clone(&pool[item as usize])).collect()
            };
            let (before, after) = (list(&before), list(&after));
            prop_assert_eq!(join(&before, pieces(&before, &after), after.len()).unwrap(), after);
        }
    }
}
