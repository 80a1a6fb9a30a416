import type { Page } from "playwright-core";

/** What the browser tells a screen reader of an element. */
export interface Spoken {
  readonly name: string;
  readonly description: string;
  readonly modal: boolean;
}

/** Every element of a role that is in the accessibility tree now. */
export async function spoken(page: Page, role: string): Promise<Spoken[]> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send("DOM.getDocument");
  const { nodes } = await session.send("Accessibility.queryAXTree", { nodeId: root.nodeId, role });
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ name, description, properties = [] }) => ({
      name: String(name?.value ?? ""),
      description: String(description?.value ?? ""),
      modal: properties.some((property) => property.name === "modal" && property.value.value === true),
    }));
}

/** What the focused element is, as a screen reader would call it. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
    const label = element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent;
    return label ?? element?.textContent ?? "";
  });
}
