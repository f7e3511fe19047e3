// Encrypts or decrypts with xlsx-populate (node judge_populate.js encrypt|decrypt IN OUT
// PASSWORD [SHA1|SHA256|SHA384 KEYBITS]); NODE_PATH names the node_modules folder.
// With a hash, the library's constants are exchanged before it encrypts.
"use strict";
const fs = require("fs");
const Module = require("module");
const [mode, input, output, password, hash, keyBits] = process.argv.slice(2);
const file = require.resolve("xlsx-populate/lib/Encryptor.js");

function load() {
    let source = fs.readFileSync(file, "utf8");
    if (hash) {
        const size = { SHA1: 20, SHA256: 32, SHA384: 48 }[hash];
        const pad = Math.ceil(size / 16) * 16;
        const swap = (from, to) => {
            if (!source.includes(from)) throw new Error("not found: " + from);
            source = source.split(from).join(to);
        };
        swap("hashAlgorithm: 'SHA512'", `hashAlgorithm: '${hash}'`);
        swap("hashSize: 64", `hashSize: ${size}`);
        swap("crypto.randomBytes(32)", `crypto.randomBytes(${keyBits / 8})`);
        swap("keyBits: 256", `keyBits: ${keyBits}`);
        swap("            packageKey);", `            Buffer.concat([packageKey, Buffer.alloc(-packageKey.length & 15)]));`);
        swap("const hmacKey = crypto.randomBytes(64)",
            `const hmacKey = Buffer.concat([crypto.randomBytes(${size}), Buffer.alloc(${pad - size})])`);
        // The library turns the cipher's padding off and expects whole blocks.
        swap("const hmacValue = this._hmac(encryptionInfo.package.hashAlgorithm, hmacKey, encryptedPackage)",
            `const hmacValue = Buffer.concat([this._hmac(encryptionInfo.package.hashAlgorithm, hmacKey.slice(0, ${size}), encryptedPackage), Buffer.alloc(${pad - size})])`);
        swap("const verifierHashValue = this._hash(encryptionInfo.key.hashAlgorithm, verifierHashInput)",
            `const verifierHashValue = Buffer.concat([this._hash(encryptionInfo.key.hashAlgorithm, verifierHashInput), Buffer.alloc(${pad - size})])`);
    }
    const m = new Module(file, module);
    m.filename = file;
    m.paths = Module._nodeModulePaths(file);
    m._compile(source, file);
    return m.exports;
}

(async () => {
    const Encryptor = load();
    const data = fs.readFileSync(input);
    if (mode === "encrypt") fs.writeFileSync(output, await new Encryptor().encrypt(data, password));
    else if (mode === "decrypt") fs.writeFileSync(output, await new Encryptor().decryptAsync(data, password));
    else if (mode === "open") { // a workbook, printed as the text of A1 of the first sheet
        const book = await require("xlsx-populate").fromDataAsync(data, { password });
        fs.writeFileSync(output, String(book.sheet(0).cell("A1").value()));
    } else throw new Error("unknown mode " + mode);
})().catch(e => { console.error(e.message); process.exit(1); });
