/** The part of qrcode that is used here; the package comes without types. */
declare module 'qrcode' {
  /** The code as an SVG document; `margin` is the white edge in modules. */
  export function toString(text: string, options: { readonly type: 'svg'; readonly margin: number }): Promise<string>;
}
