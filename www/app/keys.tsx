// The table of keys.

import { useLayoutEffect, useRef } from "preact/hooks";
import { useApp } from "./context.ts";

export function Keys({ onClose }: { onClose: () => void }) {
  const { t } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const w = t.keys;
  const rows = [
    ["J K", w.next],
    [w.names.up, w.move],
    [w.names.page, w.page],
    [w.names.ends, w.ends],
    [w.names.enter, w.open],
    [w.names.escape, w.close],
    ["?", w.help],
  ];
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">{w.title}</h2>
      <table>
        <tbody>
          {rows.map(([key, words]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">{w.hint}</p>
      <button type="button" class="primary" onClick={() => dialog.current?.close()}>
        {t.close}
      </button>
    </dialog>
  );
}
