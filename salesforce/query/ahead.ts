/**
 * Yields what a source yields, and lets the source produce the next value while the current one is used; at most one
 * more is held. What the source throws is thrown after all of its values.
 */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T, void, undefined> {
  let next = begin(source);
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = begin(source);
      yield result.value;
    }
  } finally {
    // Not awaited: the pending value is no longer needed.
    source.return(undefined).catch(() => undefined);
  }
}

function begin<T>(source: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = source.next();
  // It is handled later, if at all.
  next.catch(() => undefined);
  return next;
}
