/*
  Verifies one entry in the reader's own browser, against what the site serves: its record, its receipt
  (C2SP tlog-proof) and the log's keys. No dependencies; every word stands in the page's templates.

  [data-verify]         the place; its data name the three addresses and what the entry is
  template[data-says]   a sentence; {…} is filled in

  Where the browser has no Ed25519, or the page came by an insecure way, the place stays hidden: the page
  gives a command instead.
*/

(() => {
  "use strict";

  const RECEIPT = "c2sp.org/tlog-proof@v1";
  // name+id+base64 of 0x01 and 32 bytes; a former key says until which size it signed
  const KEY = /^(([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44}))(?: until-size ([0-9]+))?$/;
  const ED25519 = 1;
  const LANGUAGE = document.documentElement.lang.replace(/^en$/, "en-GB"); // days before months, as on every page

  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true });

  // ── Bytes and hashes ───────────────────────────────────────────────────────────────────────────────

  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => hex(one) === hex(other);
  const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const leaf = (entry) => sha256(Uint8Array.of(0, ...entry)); // RFC 6962
  const node = (left, right) => sha256(Uint8Array.of(1, ...left, ...right));

  // The root to which a proof leads (RFC 9162, 2.1.3.2); null where it has too few or too many hashes.
  async function rootOf(hash, index, size, proof) {
    let at = index;
    let last = size - 1;
    for (const step of proof) {
      if (last === 0) return null;
      if (at % 2 || at === last) {
        hash = await node(step, hash);
        while (at % 2 === 0 && at) {
          at /= 2;
          last = Math.floor(last / 2);
        }
      } else {
        hash = await node(hash, step);
      }
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 ? hash : null;
  }

  // ── What is read ───────────────────────────────────────────────────────────────────────────────────

  class Unreadable extends Error {}

  const must = (holds) => {
    if (!holds) throw new Unreadable();
  };
  const number = (text) => {
    must(/^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)));
    return Number(text);
  };

  // Reads what a text should be; whatever goes wrong on the way makes it unreadable.
  const read = (how, ...what) => {
    try {
      return how(...what);
    } catch {
      throw new Unreadable();
    }
  };

  // A receipt: the entry's statement, its index, the proof, and the checkpoint with its signatures.
  function receiptOf(bytes) {
    const text = decoder.decode(bytes);
    const gap = text.indexOf("\n\n");
    const [first, extra, index, ...proof] = text.slice(0, gap).split("\n");
    must(gap > 0 && first === RECEIPT && extra.startsWith("extra ") && index.startsWith("index "));
    const entry = unbase64(extra.slice(6));
    const note = text.slice(gap + 2);
    const end = note.lastIndexOf("\n\n");
    must(end > 0 && note.endsWith("\n"));
    const [origin, size, root, ...more] = note.slice(0, end).split("\n");
    must(origin && size && root && more.every(Boolean));
    return {
      entry,
      statement: JSON.parse(decoder.decode(entry)),
      index: number(index.slice(6)),
      proof: proof.map(unbase64),
      signed: note.slice(0, end + 1),
      size: number(size),
      root: unbase64(root),
      signatures: note.slice(end + 2, -1).split("\n").map((line) => {
        const [dash, name, material] = line.split(" ");
        must(dash === "—" && name && material);
        const raw = unbase64(material);
        return { name, id: hex(raw.slice(0, 4)), signature: raw.slice(4) };
      }),
    };
  }

  const keysOf = (bytes) =>
    decoder
      .decode(bytes)
      .split("\n")
      .map((line) => KEY.exec(line.trim()))
      .filter(Boolean)
      .map(([, text, name, id, material, until]) => ({ text, name, id, raw: unbase64(material), until: Number(until ?? Infinity) }))
      .filter(({ raw }) => raw.length === 33 && raw[0] === ED25519);

  // The first of the log's keys that signed the checkpoint; undefined for none.
  async function signerOf({ signed, size, signatures }, keys) {
    for (const key of keys) {
      if (size > key.until) continue;
      const id = await sha256(Uint8Array.of(...encoder.encode(`${key.name}\n`), ...key.raw));
      if (hex(id.slice(0, 4)) !== key.id) continue;
      const own = signatures.filter(({ name, id: named }) => name === key.name && named === key.id);
      for (const { signature } of own) {
        const known = await crypto.subtle.importKey("raw", key.raw.slice(1), "Ed25519", false, ["verify"]);
        if (await crypto.subtle.verify("Ed25519", known, signature, encoder.encode(signed))) return key;
      }
    }
  }

  // ── What is done, step by step ─────────────────────────────────────────────────────────────────────

  class Failed extends Error {
    constructor(step, filled = {}) {
      super(step);
      this.filled = filled;
    }
  }

  async function fetched(address) {
    try {
      const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
      if (!answer.ok && answer.status !== 410) throw new Error();
      return { gone: answer.status === 410, bytes: new Uint8Array(await answer.arrayBuffer()) };
    } catch {
      throw new Failed("unreached", { address });
    }
  }

  async function verify(entry, say) {
    const [record, receiptFile, keyFile] = await Promise.all([entry.record, entry.receipt, entry.key].map(fetched));

    if (record.gone) {
      say("record-gone");
    } else {
      const found = hex(await sha256(record.bytes));
      if (found !== entry.digest) throw new Failed("record-other", { found });
      say("record");
    }

    const receipt = read(receiptOf, receiptFile.bytes);
    const { claim, version, record: digest } = receipt.statement;
    const meant = claim === Number(entry.claim) && version === Number(entry.version) && digest === entry.digest;
    if (!meant || receipt.index !== Number(entry.index)) throw new Failed("statement-other");
    say("statement");

    const inLog = receipt.index < receipt.size;
    const root = inLog && (await rootOf(await leaf(receipt.entry), receipt.index, receipt.size, receipt.proof));
    if (!root || !same(root, receipt.root)) throw new Failed("proof-other");
    say("proof", { count: receipt.proof.length, size: receipt.size });

    const signer = await signerOf(receipt, read(keysOf, keyFile.bytes));
    if (!signer) throw new Failed("signature-other");
    say("signature", { key: signer.text });

    return { size: receipt.size, time: new Date().toLocaleString(LANGUAGE, { dateStyle: "long", timeStyle: "medium" }) };
  }

  // ── The page ───────────────────────────────────────────────────────────────────────────────────────

  function offer(place) {
    const button = place.querySelector("button");
    const said = place.querySelector("[role=status]");
    let busy = false;

    const line = (name, filled, kind) => {
      const template = place.querySelector(`template[data-says="${name}"]`).content.textContent;
      const words = template.replace(/\{(\w+)\}/g, (whole, key) => (key in filled ? filled[key] : whole));
      const row = document.createElement("p");
      row.dataset.kind = kind;
      row.textContent = words;
      said.append(row);
      return row;
    };

    // The button keeps the focus; what is found is read out as it is added.
    button.addEventListener("click", async () => {
      if (busy) return;
      busy = true;
      button.setAttribute("aria-disabled", "true");
      said.replaceChildren();
      const begun = line("begun", {}, "begun");
      try {
        const found = await verify(place.dataset, (step, filled = {}) => line(step, filled, "done"));
        line("held", found, "held");
      } catch (error) {
        if (error instanceof Failed) line(error.message, error.filled, error.message === "unreached" ? "unreached" : "failed");
        else line("unreadable", {}, "failed");
      } finally {
        begun.remove();
        button.removeAttribute("aria-disabled");
        busy = false;
      }
    });
    place.hidden = false;
  }

  // Whether this browser knows Ed25519: any key of 32 bytes that is a point will do.
  async function canVerify() {
    if (!window.isSecureContext || !window.crypto?.subtle) return false;
    try {
      const point = Uint8Array.of(1, ...new Uint8Array(31));
      await crypto.subtle.importKey("raw", point, "Ed25519", false, ["verify"]);
      return true;
    } catch {
      return false;
    }
  }

  canVerify().then((can) => {
    if (can) document.querySelectorAll("[data-verify]").forEach(offer);
  });
})();
