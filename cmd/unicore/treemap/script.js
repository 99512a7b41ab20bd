// SPDX-License-Identifier: BSD-3-Clause
"use strict";
(() => {
	const root = JSON.parse(document.getElementById("data").textContent);
	const map = document.getElementById("map"), list = document.getElementById("list");
	const path = document.getElementById("path"), now = document.getElementById("now");
	const levels = ["image", "pool", "library", "object", "symbol"];
	const trail = [root]; // from the image to what is shown
	let what = "memory";

	const size = n => n[what];
	const parts = n => (n.parts || []).filter(p => size(p) > 0).sort((a, b) => size(b) - size(a));
	const bytes = n => n.toLocaleString("en") + (n === 1 ? " byte" : " bytes");
	const share = n => size(root) ? (100 * size(n) / size(root)).toFixed(1) + " %" : "";

	function element(name, text, attributes) {
		const e = document.createElement(name);
		if (text !== undefined)
			e.textContent = text;
		for (const key in attributes)
			e.setAttribute(key, attributes[key]);
		return e;
	}

	// A colour of its own for each pool, and near it its libraries.
	const hues = { main: 215, arch: 25, platform: 130, program: 280, linker: 0, compiler: 55 };
	function hue(names) {
		let h = 7;
		for (const c of names[0])
			h = (h * 31 + c.codePointAt(0)) % 360;
		let shift = 0;
		for (const c of names[1] || "")
			shift = (shift * 31 + c.codePointAt(0)) % 37;
		return (names[0] in hues ? hues[names[0]] : h) + shift - 18;
	}

	// The squarified treemap of Bruls, Huizing and van Wijk (2000): rows along
	// the shorter side, each as long as its boxes get more square by it.
	function squarify(items, x, y, w, h) {
		const total = items.reduce((sum, n) => sum + size(n), 0), boxes = [];
		const scale = total > 0 ? w * h / total : 0;
		const worst = (row, sum, side) => {
			const s = sum * scale, first = size(row[0]) * scale, last = size(row[row.length - 1]) * scale;
			return Math.max(side * side * first / (s * s), s * s / (side * side * last));
		};
		for (let i = 0; i < items.length;) {
			const side = Math.min(w, h), row = [items[i]];
			let sum = size(items[i++]);
			while (i < items.length && worst(row.concat(items[i]), sum + size(items[i]), side) <= worst(row, sum, side)) {
				sum += size(items[i]);
				row.push(items[i++]);
			}
			const thick = side > 0 ? sum * scale / side : 0;
			let at = 0;
			for (const n of row) {
				const long = sum > 0 ? side * size(n) / sum : 0;
				boxes.push(w >= h ? { n, x, y: y + at, w: thick, h: long } : { n, x: x + at, y, w: long, h: thick });
				at += long;
			}
			if (w >= h) {
				x += thick;
				w -= thick;
			} else {
				y += thick;
				h -= thick;
			}
		}
		return boxes;
	}

	function label(n, names) {
		const kind = names.length > 1 && names[0] === "linker" ? "part" : levels[names.length] || "part";
		return `${kind} ${n.name}: ${bytes(size(n))}, ${share(n)} of the image`;
	}

	function draw(n, names, b, inner) {
		const open = parts(n).length > 0;
		const box = element("button", undefined, {
			type: "button", class: "box" + (open ? "" : " leaf") + (inner ? " inner" : ""),
			title: label(n, names), "aria-label": label(n, names), "data-name": n.name, "data-bytes": size(n),
		});
		Object.assign(box.style, { left: b.x + "px", top: b.y + "px", width: b.w + "px", height: b.h + "px" });
		box.style.setProperty("--hue", hue(names));
		if (b.h >= 15 && b.w >= 24)
			box.append(element("span", n.name));
		if (!inner && b.h >= 34 && b.w >= 60)
			box.append(element("span", bytes(size(n))));
		box.addEventListener("click", () => enter(n, names, inner));
		map.append(box);
		return box;
	}

	function enter(n, names, inner) {
		const top = trail[trail.length - 1];
		if (inner)
			trail.push(top.parts.find(p => (p.parts || []).includes(n)));
		if (parts(n).length > 0)
			trail.push(n);
		if (trail[trail.length - 1] === top)
			now.textContent = label(n, names);
		else
			show(true);
	}

	function leave() {
		if (trail.length > 1) {
			const from = trail.pop();
			show(false);
			const box = [...map.children].find(b => b.dataset.name === from.name);
			if (box)
				box.focus();
		}
	}

	function show(focus) {
		const top = trail[trail.length - 1], level = trail.length;
		map.replaceChildren();
		map.setAttribute("aria-label", `${top.name}, ${bytes(size(top))}`);
		const w = map.clientWidth, h = map.clientHeight, names = trail.slice(1).map(n => n.name);
		for (const b of squarify(parts(top), 0, 0, w, h)) {
			const own = names.concat(b.n.name);
			draw(b.n, own, b, false);
			const head = 33, below = parts(b.n);
			if (below.length < 1 || b.w < 70 || b.h < head + 30)
				continue;
			for (const i of squarify(below, b.x + 3, b.y + head, b.w - 6, b.h - head - 3))
				if (i.w >= 4 && i.h >= 4)
					draw(i.n, own.concat(i.n.name), i, true);
		}
		path.replaceChildren(...trail.map((n, i) => {
			const button = element("button", (i ? "› " : "") + n.name, { type: "button" });
			if (i === trail.length - 1)
				button.setAttribute("aria-current", "true");
			button.addEventListener("click", () => {
				trail.length = i + 1;
				show(true);
			});
			return button;
		}));
		const rows = parts(top).map(n => {
			const row = element("tr");
			row.append(element("td", n.name), element("td", size(n).toLocaleString("en"), { class: "number" }),
				element("td", share(n), { class: "number" }));
			return row;
		});
		const head = element("tr");
		head.append(element("th", levels[level] || "part"), element("th", "bytes", { class: "number" }), element("th", "share", { class: "number" }));
		list.replaceChildren(element("caption", `${top.name}: ${bytes(size(top))} ${what === "memory" ? "in memory" : "in the file"}`), head, ...rows);
		now.textContent = "";
		if (focus && map.firstChild)
			map.firstChild.focus();
	}

	// The nearest box in the arrow's direction, measured between middles.
	function move(key) {
		const from = document.activeElement, boxes = [...map.children];
		if (!boxes.includes(from))
			return false;
		const middle = e => [e.offsetLeft + e.offsetWidth / 2, e.offsetTop + e.offsetHeight / 2];
		const [x, y] = middle(from), [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
		let best = null, least = Infinity;
		for (const b of boxes) {
			if (b === from || b.classList.contains("inner") !== from.classList.contains("inner"))
				continue;
			const [bx, by] = middle(b), along = (bx - x) * dx + (by - y) * dy, aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
			if (along > 0 && along + 2 * aside < least)
				[best, least] = [b, along + 2 * aside];
		}
		if (best)
			best.focus();
		return true;
	}

	document.addEventListener("keydown", e => {
		if (e.altKey || e.ctrlKey || e.metaKey)
			return;
		if (e.key === "Escape" || e.key === "Backspace")
			leave();
		else if (!e.key.startsWith("Arrow") || !move(e.key))
			return;
		e.preventDefault();
	});
	for (const input of document.getElementsByName("what"))
		input.addEventListener("change", () => {
			what = input.value;
			show(false);
		});
	document.getElementById("file").disabled = !root.objects;
	document.getElementById("controls").hidden = false;
	let drawn = "";
	const fit = () => {
		const now = `${map.clientWidth} ${map.clientHeight}`;
		if (now !== drawn) {
			drawn = now;
			show(false);
		}
	};
	new ResizeObserver(fit).observe(map);
	fit();
})();
