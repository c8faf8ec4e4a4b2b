/**
 * Gives out what a source gives, and lets it make the next while the one given out is being used: one is held beside it
 * at most. What the source throws is thrown after everything that it gave.
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
    // Not waited for: nobody wants the one under way any more.
    source.return(undefined).catch(() => undefined);
  }
}

function begin<T>(source: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = source.next();
  // It is looked at later, if at all.
  next.catch(() => undefined);
  return next;
}
