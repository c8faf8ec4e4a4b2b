import { describe, expect, test } from '@jest/globals';

import { PieceReader, piecesOf, type Piece } from '../../../salesforce/bulk/uploadPieces';

describe('Uploads', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}\n`);
  const text = ({ bytes }: Piece): string => Buffer.from(bytes).toString();

  test('Pieces hold whole rows and count them', async () => {
    const pieces: Piece[] = [];
    for await (const piece of piecesOf([lines.slice(0, 20), [], lines.slice(20)], 400)) pieces.push(piece);
    expect(pieces.map(text).join('')).toBe(lines.join(''));
    expect(pieces.reduce((rows, piece) => rows + piece.rows, 0)).toBe(50);
    for (const piece of pieces) expect(text(piece).split('\n')).toHaveLength(piece.rows + 1);
  });

  test('A source is opened again only to go back', async () => {
    let opened = 0;
    const reader = new PieceReader(() => {
      opened += 1;
      return piecesOf([lines], 16);
    });
    const read = async (place: number): Promise<string> => {
      const turn = await reader.seek(place);
      const piece = await reader.peek();
      reader.take(turn);
      return piece === undefined ? '' : text(piece);
    };
    expect([await read(0), await read(1), await read(5)]).toEqual(['line 0\n', 'line 1\n', 'line 5\n']);
    expect(opened).toBe(1);
    expect([await read(2), await read(3), await read(99)]).toEqual(['line 2\n', 'line 3\n', '']);
    expect(opened).toBe(2);
  });
});
