/** Of this module of workerd, as far as it is used here. */
declare module "cloudflare:workers" {
  export const env: { readonly APP_SETTINGS: string };
}
