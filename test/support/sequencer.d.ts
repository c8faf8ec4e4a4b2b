declare const sequencer: { readonly LONG: readonly string[] };
export default sequencer;
