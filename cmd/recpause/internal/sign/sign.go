// Package sign signs the manifests of recordings and verifies them: with the digests in a manifest a signature covers
// the audio too. A signature is a detached JWS (RFC 7515, appendix F) beside the manifest.
package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording/manifest"
)

// The exit codes of verify.
const (
	verified   = iota
	changed    // the signature is not that of the manifest, or a file is not what the manifest says
	unverified // it could not be told; or flags that make no sense
)

// extension is what the name of a signature has more than that of its manifest.
const extension = ".jws"

// Command is the subcommand sign.
func Command() command.Sub {
	var key string
	return command.Sub{Name: "sign", TakesFiles: true,
		Flags: []cli.Flag{&cli.StringFlag{Name: "key", Destination: &key}, command.LangFlag("")},
		Do: func(c *command.Call) int {
			if code := check(c, key); code != verified {
				return code
			}
			signer, err := readSigner(key)
			if err != nil {
				return c.Fail(unverified, err)
			}
			return each(c, func(name string) error { return signFile(signer, name) }, "署名しました", "signed")
		}}
}

// Verify is the subcommand verify.
func Verify() command.Sub {
	var key string
	return command.Sub{Name: "verify", TakesFiles: true,
		Flags: []cli.Flag{&cli.StringFlag{Name: "key", Destination: &key}, command.LangFlag("")},
		Do: func(c *command.Call) int {
			if code := check(c, key); code != verified {
				return code
			}
			public, err := readPublic(key)
			if err != nil {
				return c.Fail(unverified, err)
			}
			return each(c, func(name string) error { return verifyFile(public, name) }, "変更されていません", "unchanged")
		}}
}

func check(c *command.Call, key string) int {
	switch {
	case key == "":
		return c.Misuse(command.Problem("-keyがありません。鍵のPEMファイルを指定してください", "no -key; expected the PEM file of a key"))
	case len(c.Files()) == 0:
		return c.Misuse(command.Problem("ファイルが指定されていません。録音のマニフェストを指定してください",
			"no file; expected the manifests of recordings"))
	}
	return verified
}

// each does something with every manifest, one that fails as well as the next, and returns the worst exit code.
func each(c *command.Call, do func(string) error, ja, en string) int {
	code := verified
	for _, name := range c.Files() {
		err := do(name)
		if err == nil {
			c.Tell("%s: %s\n", "%s: %s\n", name, c.Say(ja, en))
			continue
		}
		now := unverified
		if different := (*differs)(nil); errors.As(err, &different) {
			now = changed
		}
		code = max(code, c.Fail(now, err))
	}
	return code
}

// A differs is the error of something that is not as it was signed.
type differs struct{ error }

func (e *differs) Unwrap() error { return e.error }

func differ(ja, en string, args ...any) error { return &differs{command.Problem(ja, en, args...)} }

// signFile writes the signature of a manifest beside it. What is signed has the digests of all its files, and they are
// those of the files as they are.
func signFile(signer jose.Signer, name string) error {
	text, err := command.ReadText(name)
	if err != nil {
		return err
	}
	if err := checkFiles(name, text); err != nil {
		return err
	}
	signed, err := signer.Sign(text)
	if err != nil {
		return err
	}
	detached, err := signed.DetachedCompactSerialize()
	if err != nil {
		return err
	}
	return command.WriteWhole(name+extension, []byte(detached+"\n"))
}

// verifyFile verifies the signature of a manifest, and the digests of its files.
func verifyFile(key crypto.PublicKey, name string) error {
	text, err := command.ReadText(name)
	if err != nil {
		return err
	}
	signature, err := command.ReadText(name + extension)
	if errors.Is(err, fs.ErrNotExist) {
		return command.Problem("%s: 署名がありません。recpause signで署名してください",
			"%s: there is no signature; expected one by recpause sign",
			name+extension)
	}
	if err != nil {
		return err
	}
	fail := differ("%s: 署名が一致しません。マニフェストか署名が変更されたか、別の鍵で署名されています",
		"%s: the signature does not match: the manifest or the signature was changed, or another key has signed", name)
	detached := string(bytes.TrimSuffix(signature, []byte("\n")))
	signed, err := jose.ParseDetached(detached, text, []jose.SignatureAlgorithm{algorithm(key)})
	if err != nil {
		return fail
	}
	if again, err := signed.DetachedCompactSerialize(); err != nil || again != detached {
		return fail // the same signature in other letters
	}
	if _, err := signed.Verify(key); err != nil {
		return fail
	}
	return checkFiles(name, text)
}

// checkFiles holds the files of a manifest against its digests.
func checkFiles(name string, text []byte) error {
	m, err := manifest.Read(bytes.NewReader(text))
	if err != nil {
		return command.Problem("%s: マニフェストとして読めません: %v", "%s: %v", name, err)
	}
	if m.Recorded && len(m.Files) == 0 {
		return command.Problem("%s: ファイルの名前がなく、音声を確認できません", "%s: it names no files, so no audio can be checked", name)
	}
	for _, f := range m.Files {
		path := filepath.Join(filepath.Dir(name), f.Name)
		digest, err := callfiles.Digest(path)
		switch {
		case !m.Recorded:
		case f.SHA256 == (manifest.Digest{}):
			return command.Problem("%s: %sのSHA-256がなく、音声を確認できません",
				"%s: it has no SHA-256 of %s, so the audio cannot be checked",
				name, f.Name)
		case err != nil:
			return err
		case digest != f.SHA256:
			return differ("%s: 音声が変更されています（SHA-256は%v、マニフェストでは%v）",
				"%s: the audio was changed: its SHA-256 is %v, and the manifest's %v", path, digest, f.SHA256)
		}
	}
	return nil
}

// readSigner reads a private key.
func readSigner(name string) (jose.Signer, error) {
	block, err := readPEM(name)
	if err != nil {
		return nil, err
	}
	wrong := command.Problem("%s: 秘密鍵として使えません。Ed25519かECDSA（P-256、P-384、P-521）のPKCS #8を指定してください",
		"%s: got no private key that fits, expected Ed25519 or ECDSA (P-256, P-384, P-521) in PKCS #8", name)
	key, err := x509.ParsePKCS8PrivateKey(block)
	private, ok := key.(crypto.Signer)
	if err != nil || !ok || algorithm(private.Public()) == "" {
		return nil, wrong
	}
	return jose.NewSigner(jose.SigningKey{Algorithm: algorithm(private.Public()), Key: key}, nil)
}

// readPublic reads a public key.
func readPublic(name string) (crypto.PublicKey, error) {
	block, err := readPEM(name)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(block)
	if err != nil || algorithm(key) == "" {
		return nil, command.Problem("%s: 公開鍵として使えません。Ed25519かECDSA（P-256、P-384、P-521）の公開鍵を指定してください",
			"%s: got no public key that fits, expected Ed25519 or ECDSA (P-256, P-384, P-521)", name)
	}
	return key, nil
}

func readPEM(name string) ([]byte, error) {
	text, err := command.ReadText(name)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, command.Problem("%s: PEMではありません", "%s: got no PEM, expected a key in PEM", name)
	}
	return block.Bytes, nil
}

// algorithm returns the one algorithm that a public key is for, "" for none. A signature does not choose it.
func algorithm(key crypto.PublicKey) jose.SignatureAlgorithm {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return jose.EdDSA
	case *ecdsa.PublicKey:
		return map[int]jose.SignatureAlgorithm{256: jose.ES256, 384: jose.ES384, 521: jose.ES512}[key.Params().BitSize]
	}
	return ""
}
