package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// run runs a subcommand, in English.
func run(args ...string) (stdout, stderr string, code int) {
	var o, e bytes.Buffer
	code = command.Run(append([]string{args[0], "-lang", "en"}, args[1:]...), &o, &e, Command, Verify)
	return o.String(), e.String(), code
}

// signed makes a key of each kind, and a recording that one of them has signed.
func signed(t testing.TB, kind string) (dir, private, public string) {
	t.Helper()
	dir = t.TempDir()
	audio := bytes.Repeat([]byte{1, 2, 3}, 400)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c1.wav"), audio, 0o644))
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	_, err := tl.End(600)
	require.NoError(t, err)
	m, err := manifest.New(tl, recording.Span{To: 600}, []string{"A", "X"}, manifest.Options{Call: "c1", Recorded: true, Rate: 8000,
		Tone:  recording.DefaultTone(),
		Files: []manifest.File{{Name: "c1.wav", Tracks: recording.OneChannel.Tracks(), SHA256: sha256.Sum256(audio)}}})
	require.NoError(t, err)
	text, err := json.MarshalIndent(m, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "manifest.json"), text, 0o644))
	private, public = keys(t, dir, kind)
	_, stderr, code := run("sign", "-key", private, filepath.Join(dir, "manifest.json"))
	require.Zero(t, code, stderr)
	return dir, private, public
}

func keys(t testing.TB, dir, kind string) (private, public string) {
	t.Helper()
	var key crypto.Signer
	var err error
	switch kind {
	case "Ed25519":
		_, key, err = ed25519.GenerateKey(rand.Reader)
	case "P-256":
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "P-384":
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case "P-224":
		key, err = ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	}
	require.NoError(t, err)
	private, public = filepath.Join(dir, kind+".pem"), filepath.Join(dir, kind+".pub")
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(private, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	der, err = x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(public, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o644))
	return private, public
}

// What was signed is verified, with each kind of key.
func TestSignAndVerify(t *testing.T) {
	for _, kind := range []string{"Ed25519", "P-256", "P-384"} {
		dir, _, public := signed(t, kind)
		stdout, stderr, code := run("verify", "-key", public, filepath.Join(dir, "manifest.json"))
		require.Equal(t, verified, code, stderr)
		require.Equal(t, filepath.Join(dir, "manifest.json")+": unchanged\n", stdout)
		_, other := keys(t, t.TempDir(), kind)
		_, stderr, code = run("verify", "-key", other, filepath.Join(dir, "manifest.json"))
		require.Equal(t, changed, code)
		require.Contains(t, stderr, "another key has signed")
	}
}

// Any bit that is flipped in the audio, in the manifest or in the signature is found.
func TestAnyFlippedBit(t *testing.T) {
	for _, kind := range []string{"Ed25519", "P-256"} {
		dir, _, public := signed(t, kind)
		rapid.Check(t, func(t *rapid.T) {
			path := filepath.Join(dir, rapid.SampledFrom([]string{"c1.wav", "manifest.json", "manifest.json.jws"}).Draw(t, "file"))
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			broken := bytes.Clone(whole)
			at := rapid.IntRange(0, 8*len(whole)-1).Draw(t, "bit")
			broken[at/8] ^= 1 << (at % 8)
			if err := os.WriteFile(path, broken, 0o644); err != nil {
				t.Fatal(err)
			}
			_, stderr, code := run("verify", "-key", public, filepath.Join(dir, "manifest.json"))
			if err := os.WriteFile(path, whole, 0o644); err != nil {
				t.Fatal(err)
			}
			if code != changed {
				t.Fatalf("bit %d of %s: got exit code %d, want %d: %s", at, path, code, changed, stderr)
			}
		})
	}
}

// What cannot be signed or verified is refused, and said why.
func TestRefuses(t *testing.T) {
	dir, private, public := signed(t, "Ed25519")
	file := filepath.Join(dir, "manifest.json")
	weak, weakPublic := keys(t, dir, "P-224")
	without := filepath.Join(dir, "without.json")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	at := strings.Index(string(text), `"sha256"`)
	end := at + strings.Index(string(text[at:]), "\n")
	noDigest := strings.TrimRight(string(text[:at]), ", \n") + string(text[end:])
	require.NoError(t, os.WriteFile(without, []byte(noDigest), 0o644))
	none := filepath.Join(dir, "none.json")
	require.NoError(t, os.WriteFile(none, []byte("{}"), 0o644))
	for want, args := range map[string][]string{
		"no -key": {"sign", file}, "no file": {"sign", "-key", private}, "not found": {"verify", "-key", public + "x", file},
		"got no PEM": {"sign", "-key", none, file}, "got no private key that fits": {"sign", "-key", weak, file},
		"expected Ed25519 or ECDSA (P-256, P-384, P-521)\n": {"verify", "-key", weakPublic, file},
		"got no public key that fits":                       {"verify", "-key", private, file},
		"it has no SHA-256 of c1.wav":                       {"sign", "-key", private, without},
		"there is no signature":                             {"verify", "-key", public, without},
		"none.json: manifest: ":                             {"sign", "-key", private, none},
	} {
		_, stderr, code := run(args...)
		require.Equal(t, unverified, code, want)
		require.Contains(t, stderr, want)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c1.wav"), []byte("other"), 0o644))
	_, stderr, code := run("sign", "-key", private, file)
	require.Equal(t, changed, code)
	require.Contains(t, stderr, "the audio was changed")
	require.NoError(t, os.Remove(filepath.Join(dir, "c1.wav")))
	_, stderr, code = run("verify", "-key", public, file)
	require.Equal(t, unverified, code)
	require.Contains(t, stderr, "not found")
}

// The keys that the help tells how to make are read.
func TestKeysOfOpenssl(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		require.NotEqual(t, "required", os.Getenv("RECPAUSE_TOOLS"), "openssl is not installed")
		t.Skip("openssl is not installed")
	}
	dir, _, _ := signed(t, "Ed25519")
	help, _, code := run("sign", "-h")
	require.Zero(t, code)
	commands := 0
	for line := range strings.Lines(help) {
		if args := strings.Fields(line); len(args) > 0 && args[0] == "openssl" {
			commands++
			cmd := exec.Command(openssl, args[1:]...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
		}
	}
	require.Equal(t, 2, commands)
	file := filepath.Join(dir, "manifest.json")
	_, stderr, code := run("sign", "-key", filepath.Join(dir, "key.pem"), file)
	require.Zero(t, code, stderr)
	_, stderr, code = run("verify", "-key", filepath.Join(dir, "public.pem"), file)
	require.Zero(t, code, stderr)
}

// A signature is written beside its manifest, and not through a link that lies in its place.
func TestSignatureInPlaceOfALink(t *testing.T) {
	dir, private, public := signed(t, "Ed25519")
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	require.NoError(t, os.WriteFile(elsewhere, []byte("mine"), 0o600))
	signature := filepath.Join(dir, "manifest.json.jws")
	require.NoError(t, os.Remove(signature))
	require.NoError(t, os.Symlink(elsewhere, signature))
	_, stderr, code := run("sign", "-key", private, filepath.Join(dir, "manifest.json"))
	require.Equal(t, verified, code, stderr)
	text, err := os.ReadFile(elsewhere)
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))
	_, stderr, code = run("verify", "-key", public, filepath.Join(dir, "manifest.json"))
	require.Equal(t, verified, code, stderr)
}
