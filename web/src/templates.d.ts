// The bundler compiles Vega-Lite templates to Vega.
declare module "*.vl.json" {
  const spec: import("vega").Spec;
  export default spec;
}
