import fc from 'fast-check';

/** Decimals as Salesforce keeps them: up to 18 digits, of which any number can be decimal places. */
export const decimals: fc.Arbitrary<string> = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.nat({ max: 18 }))
  .map(([isNegative, digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, '0');
    const number = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    return isNegative && digits > 0n ? `-${number}` : number;
  });
