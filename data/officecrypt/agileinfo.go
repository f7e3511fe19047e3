package officecrypt

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Namespaces and names of the XML in EncryptionInfo, [MS-OFFCRYPTO] 2.3.4.10.
const (
	agileFlags    = 0x40
	nsEncryption  = "http://schemas.microsoft.com/office/2006/encryption"
	nsPassword    = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"
	nsCertificate = "http://schemas.microsoft.com/office/2006/keyEncryptor/certificate"

	maxXMLDepth  = 16
	maxSalt      = 64 // bytes; the format allows 65,536, Office writes 16
	formatRounds = 10_000_000
)

// cipherParams are the attributes that keyData and encryptedKey share.
type cipherParams struct {
	salt    []byte
	keySize int // bytes
	hash    hashAlgorithm
}

// passwordKey is the element p:encryptedKey.
type passwordKey struct {
	cipherParams
	spinCount     int
	verifierInput []byte // encrypted
	verifierHash  []byte // encrypted
	keyValue      []byte // encrypted
}

// agileInfo is what the XML says.
type agileInfo struct {
	data      cipherParams
	key       passwordKey
	hmacKey   []byte // encrypted
	hmacValue []byte // encrypted
}

// xmlNode is an element with its attributes by local name. Namespace
// declarations are left out.
type xmlNode struct {
	name     xml.Name
	attr     map[string]string
	children []*xmlNode
}

// parseAgileXML reads the XML against the allow-list. Broken XML is damage; XML
// that says something else than expected is unsupported.
func parseAgileXML(b []byte) (*agileInfo, error) {
	root, err := readXML(b)
	if err != nil {
		return nil, err
	}
	if err := root.expect(nsEncryption, "encryption"); err != nil {
		return nil, err
	}
	if len(root.children) != 3 {
		return nil, unsupported("%d parts, of which one protects the integrity", len(root.children))
	}
	var a agileInfo
	if err := a.readKeyData(root.children[0]); err != nil {
		return nil, fmt.Errorf("keyData: %w", err)
	}
	if err := a.readIntegrity(root.children[1]); err != nil {
		return nil, fmt.Errorf("dataIntegrity: %w", err)
	}
	if err := a.readKeyEncryptors(root.children[2]); err != nil {
		return nil, fmt.Errorf("keyEncryptors: %w", err)
	}
	if len(a.key.keyValue) != roundUp(a.data.keySize, aesBlock) {
		return nil, damaged("encrypted key of %d bytes", len(a.key.keyValue))
	}
	return &a, nil
}

// readXML builds a small tree. Document types, comments, text, entities that are
// not built in, and repeated attributes are refused; depth and size are bounded.
func readXML(b []byte) (*xmlNode, error) {
	if len(b) > maxEncryptionInfo {
		return nil, damaged("XML of %d bytes", len(b))
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	holder := &xmlNode{}
	open := []*xmlNode{holder}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, damaged("XML: %v", err)
		}
		if open, err = takeToken(open, token); err != nil {
			return nil, err
		}
	}
	if len(open) != 1 || len(holder.children) != 1 {
		return nil, damaged("XML: not one root element")
	}
	return holder.children[0], nil
}

// takeToken applies one token to the stack of open elements, whose first is the
// holder of the root.
func takeToken(open []*xmlNode, token xml.Token) ([]*xmlNode, error) {
	top := open[len(open)-1]
	switch t := token.(type) {
	case xml.StartElement:
		if len(open) > maxXMLDepth {
			return nil, damaged("XML: too deep")
		}
		node, err := newNode(t)
		if err != nil {
			return nil, err
		}
		top.children = append(top.children, node)
		return append(open, node), nil
	case xml.EndElement:
		return open[:len(open)-1], nil
	case xml.CharData:
		if len(bytes.TrimSpace(t)) == 0 {
			return open, nil
		}
	case xml.ProcInst:
		if t.Target == "xml" && len(open) == 1 && len(top.children) == 0 {
			return open, nil
		}
	}
	return nil, damaged("XML: unexpected %T", token)
}

func newNode(t xml.StartElement) (*xmlNode, error) {
	n := &xmlNode{name: t.Name, attr: make(map[string]string)}
	declared := make(map[string]bool)
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name == (xml.Name{Local: "xmlns"}) {
			if declared[a.Name.Local] {
				return nil, damaged("XML: namespace declared twice")
			}
			declared[a.Name.Local] = true
			continue
		}
		if a.Name.Space != "" {
			return nil, unsupported("attribute %.40q", a.Name.Local)
		}
		if _, twice := n.attr[a.Name.Local]; twice {
			return nil, damaged("XML: attribute %.40q twice", a.Name.Local)
		}
		n.attr[a.Name.Local] = a.Value
	}
	return n, nil
}

// expect checks the name of a node and that it has exactly these attributes.
func (n *xmlNode) expect(space, local string, attrs ...string) error {
	if n.name.Space != space || n.name.Local != local {
		return unsupported("element %.40q instead of %s", n.name.Local, local)
	}
	for _, a := range attrs {
		if _, there := n.attr[a]; !there {
			return damaged("attribute %s is missing", a)
		}
	}
	if len(n.attr) != len(attrs) {
		return unsupported("unknown attributes in %s", local)
	}
	return nil
}

func cipherAttrs(more ...string) []string {
	return append(more, "saltSize", "blockSize", "keyBits", "hashSize", "cipherAlgorithm",
		"cipherChaining", "hashAlgorithm", "saltValue")
}

func (a *agileInfo) readKeyData(n *xmlNode) error {
	if err := n.expect(nsEncryption, "keyData", cipherAttrs()...); err != nil {
		return err
	}
	if len(n.children) != 0 {
		return unsupported("elements within")
	}
	var err error
	a.data, err = n.cipherParams()
	return err
}

// cipherParams reads the shared attributes; only AES in CBC mode passes.
func (n *xmlNode) cipherParams() (cipherParams, error) {
	if n.attr["cipherAlgorithm"] != "AES" || n.attr["cipherChaining"] != "ChainingModeCBC" {
		return cipherParams{}, unsupported("cipher %.40q, %.40q", n.attr["cipherAlgorithm"], n.attr["cipherChaining"])
	}
	h, known := lookUpHash(n.attr["hashAlgorithm"])
	if !known {
		return cipherParams{}, unsupported("hash %.40q", n.attr["hashAlgorithm"])
	}
	bits := n.attr["keyBits"]
	if bits != "128" && bits != "192" && bits != "256" {
		return cipherParams{}, unsupported("key of %.40q bits", bits)
	}
	keyBits, _ := strconv.Atoi(bits)
	if n.attr["blockSize"] != strconv.Itoa(aesBlock) || n.attr["hashSize"] != strconv.Itoa(h.size) {
		return cipherParams{}, damaged("block size %.40q, hash size %.40q", n.attr["blockSize"], n.attr["hashSize"])
	}
	salt, err := n.bytes("saltValue")
	if err != nil {
		return cipherParams{}, err
	}
	if len(salt) < 1 || len(salt) > maxSalt || n.attr["saltSize"] != strconv.Itoa(len(salt)) {
		return cipherParams{}, damaged("salt of %d bytes, announced %.40q", len(salt), n.attr["saltSize"])
	}
	return cipherParams{salt: salt, keySize: keyBits / 8, hash: h}, nil
}

// bytes decodes a base64 attribute.
func (n *xmlNode) bytes(name string) ([]byte, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(n.attr[name])
	if err != nil {
		return nil, damaged("%s: %v", name, err)
	}
	return b, nil
}

func (a *agileInfo) readIntegrity(n *xmlNode) (err error) {
	if err := n.expect(nsEncryption, "dataIntegrity", "encryptedHmacKey", "encryptedHmacValue"); err != nil {
		return err
	}
	if len(n.children) != 0 {
		return unsupported("elements within")
	}
	if a.hmacKey, err = n.bytes("encryptedHmacKey"); err != nil {
		return err
	}
	if a.hmacValue, err = n.bytes("encryptedHmacValue"); err != nil {
		return err
	}
	want := roundUp(a.data.hash.size, aesBlock)
	if len(a.hmacKey) != want || len(a.hmacValue) != want {
		return damaged("values of %d and %d bytes", len(a.hmacKey), len(a.hmacValue))
	}
	return nil
}

// readKeyEncryptors takes the one password key; certificate keys beside it are
// skipped, as they open the same file for somebody else.
func (a *agileInfo) readKeyEncryptors(n *xmlNode) error {
	if err := n.expect(nsEncryption, "keyEncryptors"); err != nil {
		return err
	}
	found := false
	for _, k := range n.children {
		if err := k.expect(nsEncryption, "keyEncryptor", "uri"); err != nil {
			return err
		}
		switch {
		case k.attr["uri"] == nsCertificate:
		case k.attr["uri"] != nsPassword || len(k.children) != 1:
			return unsupported("key encryptor %.80q", k.attr["uri"])
		case found:
			return damaged("two password keys")
		default:
			found = true
			if err := a.key.read(k.children[0]); err != nil {
				return err
			}
		}
	}
	if !found {
		return unsupported("no password key")
	}
	return nil
}

func (k *passwordKey) read(n *xmlNode) (err error) {
	own := cipherAttrs("spinCount", "encryptedVerifierHashInput", "encryptedVerifierHashValue", "encryptedKeyValue")
	if err := n.expect(nsPassword, "encryptedKey", own...); err != nil {
		return err
	}
	if len(n.children) != 0 {
		return unsupported("elements within encryptedKey")
	}
	if k.cipherParams, err = n.cipherParams(); err != nil {
		return err
	}
	if k.spinCount, err = parseRounds(n.attr["spinCount"]); err != nil {
		return err
	}
	if k.verifierInput, err = n.bytes("encryptedVerifierHashInput"); err != nil {
		return err
	}
	if k.verifierHash, err = n.bytes("encryptedVerifierHashValue"); err != nil {
		return err
	}
	if k.keyValue, err = n.bytes("encryptedKeyValue"); err != nil {
		return err
	}
	if len(k.verifierInput) != roundUp(len(k.salt), aesBlock) || len(k.verifierHash) != roundUp(k.hash.size, aesBlock) {
		return damaged("verifier of %d and %d bytes", len(k.verifierInput), len(k.verifierHash))
	}
	return nil
}

// parseRounds reads the round count; more than the format allows counts as too
// costly, too.
func parseRounds(s string) (int, error) {
	if s == "" || len(s) > 20 || strings.Trim(s, "0123456789") != "" {
		return 0, damaged("round count %.40q", s)
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > formatRounds {
		return 0, fmt.Errorf("%.40s rounds: %w", s, ErrTooCostly)
	}
	return n, nil
}

// encode writes the stream EncryptionInfo in the one canonical form, with the
// attributes in the order and spelling of Office.
func (a *agileInfo) encode() []byte {
	var b bytes.Buffer
	b.Write([]byte{4, 0, 4, 0, agileFlags, 0, 0, 0})
	b.WriteString(xmlDeclaration)
	b.WriteString(`<encryption xmlns="` + nsEncryption + `" xmlns:p="` + nsPassword + `" xmlns:c="` + nsCertificate + `">`)
	b.WriteString(`<keyData` + a.data.encode() + `/>`)
	b.WriteString(`<dataIntegrity` + encodeBytes("encryptedHmacKey", a.hmacKey) +
		encodeBytes("encryptedHmacValue", a.hmacValue) + `/>`)
	b.WriteString(`<keyEncryptors><keyEncryptor uri="` + nsPassword + `"><p:encryptedKey`)
	b.WriteString(encodeText("spinCount", strconv.Itoa(a.key.spinCount)) + a.key.cipherParams.encode())
	b.WriteString(encodeBytes("encryptedVerifierHashInput", a.key.verifierInput))
	b.WriteString(encodeBytes("encryptedVerifierHashValue", a.key.verifierHash))
	b.WriteString(encodeBytes("encryptedKeyValue", a.key.keyValue))
	b.WriteString(`/></keyEncryptor></keyEncryptors></encryption>`)
	return b.Bytes()
}

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"

func (c cipherParams) encode() string {
	return encodeText("saltSize", strconv.Itoa(len(c.salt))) +
		encodeText("blockSize", strconv.Itoa(aesBlock)) +
		encodeText("keyBits", strconv.Itoa(8*c.keySize)) +
		encodeText("hashSize", strconv.Itoa(c.hash.size)) +
		encodeText("cipherAlgorithm", "AES") +
		encodeText("cipherChaining", "ChainingModeCBC") +
		encodeText("hashAlgorithm", c.hash.name) +
		encodeBytes("saltValue", c.salt)
}

func encodeBytes(name string, v []byte) string {
	return encodeText(name, base64.StdEncoding.EncodeToString(v))
}

// encodeText needs no escaping: the values are numbers, names and base64.
func encodeText(name, v string) string { return ` ` + name + `="` + v + `"` }
