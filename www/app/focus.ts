// The focus across a rereading, which draws anew what was changed: it goes back to the same control.

import { useLayoutEffect } from "preact/hooks";
import { useApp } from "./context.ts";

let wanted = "";

/** Says which control (`data-focus`) gets the focus if the next drawing takes away what has it. */
export function keepFocus(id: string): void {
  wanted = id;
}

/** Gives the focus back inside of `place` after a change; where the control is gone, to the first one called `fallback`. */
export function useKeptFocus(place: { readonly current: HTMLElement | null }, fallback: string): void {
  const { state } = useApp();
  useLayoutEffect(() => {
    const root = place.current?.getRootNode();
    if (!wanted || state.job || !(root instanceof ShadowRoot)) return;
    const lost = !root.activeElement;
    const named = (id: string) => [...(place.current?.querySelectorAll<HTMLElement>("[data-focus]") ?? [])].find((element) => element.dataset["focus"] === id);
    if (lost) (named(wanted) ?? named(fallback))?.focus({ preventScroll: false });
    wanted = "";
  }, [state.report, state.joins, state.job]);
}
