// The bundler's `text` loader turns these files into their contents.

declare module "*.txt" {
  const text: string;
  export default text;
}

declare module "*.csv" {
  const text: string;
  export default text;
}

declare module "*.jsonl" {
  const text: string;
  export default text;
}
