"use strict";
// A file system that exists in this page only, as Go's os package asks for one: dropped files are read where they lie, what is written is
// kept in memory, and all of it is gone with the page.
globalThis.recpauseFiles = (() => {
  const nodes = new Map([["/", { folder: true }]]), open = new Map();
  let next = 3;
  const wrong = code => Object.assign(new Error(code), { code });
  const clean = path => "/" + path.split("/").filter(p => p && p !== ".").join("/");
  const above = path => path.slice(0, path.lastIndexOf("/")) || "/";
  const below = path => (path === "/" ? "/" : path + "/");
  const find = path => { const n = nodes.get(clean(path)); if (!n) throw wrong("ENOENT"); return n; };
  const at = fd => { const f = open.get(fd); if (!f) throw wrong("EBADF"); return f; };
  const add = (path, node) => {
    if (!nodes.get(above(path))?.folder) throw wrong("ENOENT");
    nodes.set(path, node);
    return node;
  };
  const names = path => [...nodes.keys()].filter(p => p !== "/" && above(p) === path).map(p => p.slice(below(path).length));
  const resize = (node, size) => {
    if (size > node.data.length) {
      const bigger = new Uint8Array(Math.max(size, 2 * node.data.length));
      bigger.set(node.data.subarray(0, node.size));
      node.data = bigger;
    } else node.data.fill(0, size);
    node.size = size;
  };
  const status = n => ({ dev: 0, ino: 0, mode: n.folder ? 0o40755 : 0o100644, nlink: 1, uid: 0, gid: 0, rdev: 0, size: n.size ?? 0,
    blksize: 4096, blocks: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, isDirectory: () => !!n.folder });
  const calls = {
    open(path, flags) {
      path = clean(path);
      let node = nodes.get(path);
      if (node && flags & 64 && flags & 128) throw wrong("EEXIST");
      if (!node && !(flags & 64)) throw wrong("ENOENT");
      node ??= add(path, { data: new Uint8Array(0), size: 0 });
      if (flags & 512 && node.data) resize(node, 0);
      open.set(next, { node, at: flags & 1024 ? node.size : 0 });
      return next++;
    },
    close(fd) { at(fd); open.delete(fd); },
    async read(fd, buffer, offset, length, position) {
      const f = at(fd), from = position ?? f.at, node = f.node;
      if (node.folder) throw wrong("EISDIR");
      const n = Math.max(0, Math.min(length, node.size - from));
      const part = node.blob ? new Uint8Array(await node.blob.slice(from, from + n).arrayBuffer()) : node.data.subarray(from, from + n);
      buffer.set(part, offset);
      if (position === null) f.at += n;
      return n;
    },
    write(fd, buffer, offset, length, position) {
      if (fd < 3) { console.error(new TextDecoder().decode(buffer.subarray(offset, offset + length))); return length; }
      const f = at(fd), from = position ?? f.at;
      if (!f.node.data) throw wrong("EROFS");
      if (from + length > f.node.size) resize(f.node, from + length);
      f.node.data.set(buffer.subarray(offset, offset + length), from);
      if (position === null) f.at += length;
      return length;
    },
    ftruncate(fd, size) { resize(at(fd).node, size); },
    fstat: fd => status(at(fd).node), stat: path => status(find(path)), lstat: path => status(find(path)),
    mkdir(path) { path = clean(path); if (nodes.has(path)) throw wrong("EEXIST"); add(path, { folder: true }); },
    readdir(path) { if (!find(path).folder) throw wrong("ENOTDIR"); return names(clean(path)); },
    unlink(path) { if (find(path).folder) throw wrong("EISDIR"); nodes.delete(clean(path)); },
    rmdir(path) {
      if (!find(path).folder) throw wrong("ENOTDIR");
      if (names(clean(path)).length) throw wrong("ENOTEMPTY");
      nodes.delete(clean(path));
    },
    rename(from, to) {
      from = clean(from); to = clean(to);
      add(to, find(from)); nodes.delete(from);
      for (const [path, node] of [...nodes]) if (path.startsWith(below(from))) { nodes.delete(path); nodes.set(below(to) + path.slice(below(from).length), node); }
    },
    fsync() {}, utimes() {},
  };
  for (const name of ["chmod", "chown", "fchmod", "fchown", "lchown", "link", "readlink", "symlink", "truncate"]) calls[name] = () => { throw wrong("ENOSYS"); };
  const fs = { constants: { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536 },
    writeSync: (fd, buffer) => calls.write(fd, buffer, 0, buffer.length, null) };
  for (const [name, call] of Object.entries(calls)) fs[name] = (...args) => {
    const done = args.pop();
    try {
      const result = call(...args);
      if (result instanceof Promise) result.then(r => done(null, r), done); else done(null, result);
    } catch (e) { done(e); }
  };
  globalThis.fs = fs;
  const fail = () => { throw wrong("ENOSYS"); };
  globalThis.process = { getuid: () => -1, getgid: () => -1, geteuid: () => -1, getegid: () => -1, getgroups: fail, pid: 1, ppid: -1, umask: fail, cwd: () => "/", chdir: fail };
  return {
    // drop takes files in, by their paths, in the place of those that were there.
    drop(files) {
      for (const path of [...nodes.keys()]) if (path !== "/") nodes.delete(path);
      for (const folder of ["/in", "/out", "/tmp"]) nodes.set(folder, { folder: true });
      for (const [path, blob] of files) {
        const whole = clean("/in/" + path);
        for (let folder = above(whole); !nodes.has(folder); folder = above(folder)) nodes.set(folder, { folder: true });
        nodes.set(whole, { blob, size: blob.size });
      }
    },
    bytes(path) { const n = find(path); return n.blob ?? n.data.subarray(0, n.size); },
  };
})();
