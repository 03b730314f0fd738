package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/**
 * Cosign with a pair of keys and {@code --registry-cacert}. It logs nothing to a transparency log,
 * and asks no service: its configurations of signing and of trust name none.
 */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class CosignTest {
  /** Cosign in a home with the pair of keys {@code own}. */
  private record Cosign(Site site, Home home, Program program) {
    static Cosign at(Site site) throws Exception {
      Home home = site.home();
      home.file(
          "signing.json",
          """
          {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
           "rekorTlogConfig": {}, "tsaConfig": {}}
          """);
      home.file(
          "trusted.json",
          "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
      Cosign cosign =
          new Cosign(
              site,
              home,
              new Program(
                  RealClient.ofGo(home.environment("COSIGN_PASSWORD", ""), "cosign")
                      .in(home.path("."))));
      cosign.keys("own");
      return cosign;
    }

    void keys(String name) throws IOException, InterruptedException {
      program.run("generate-key-pair", "--output-key-prefix=" + name);
    }

    String[] flags() {
      return site.flags("--allow-http-registry", "--registry-cacert=" + site.authority());
    }

    /** An image in the registry, by its digest. */
    String image(String name) throws IOException, InterruptedException {
      Layout image = Layout.image(home.path("in"), name);
      site.push(image, name);
      return site.repository(name) + "@" + image.digest();
    }

    void signLegacy(String image) throws IOException, InterruptedException {
      program.run(
          "sign",
          "-y",
          flags(),
          "--key=own.key",
          "--tlog-upload=false",
          "--use-signing-config=false",
          "--new-bundle-format=false",
          image);
    }

    Object[] verifyLegacy(String key, String image) {
      return new Object[] {
        "verify",
        flags(),
        "--key=" + key + ".pub",
        "--insecure-ignore-tlog",
        "--new-bundle-format=false",
        image
      };
    }

    /** A verb that makes a bundle. */
    Object[] signing(String verb) {
      return new Object[] {
        verb,
        "-y",
        flags(),
        "--key=own.key",
        "--signing-config=signing.json",
        "--trusted-root=trusted.json"
      };
    }

    /** A verb that looks at bundles. */
    Object[] verifying(String verb, String key) {
      return new Object[] {
        verb,
        flags(),
        "--key=" + key + ".pub",
        "--insecure-ignore-tlog",
        "--trusted-root=trusted.json"
      };
    }
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-login");
    cosign.home.logout();
    assertThat(cosign.program.fails(cosign.signing("sign"), image)).contains("UNAUTHORIZED");
    cosign.program.reading(site.owner(), "login", site.host(), "-u", "owner", "--password-stdin");
    cosign.program.run(cosign.signing("sign"), image);
  }

  @Deed
  void signsAndVerifiesByATag(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-legacy");
    assertThat(cosign.program.fails(cosign.verifyLegacy("own", image)))
        .contains("no signatures found");
    cosign.signLegacy(image);
    assertThat(cosign.program.run(cosign.verifyLegacy("own", image)))
        .contains(image.replaceFirst(".*@", ""));
    cosign.keys("other");
    assertThat(cosign.program.fails(cosign.verifyLegacy("other", image)))
        .contains("no matching signatures");
    String tag = image.replaceFirst(".*@sha256:", "sha256-") + ".sig";
    assertThat(site.digest("cosign-legacy", tag)).startsWith("sha256:");
  }

  @Deed
  void signsAndVerifiesByABundle(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-bundle");
    assertThat(cosign.program.fails(cosign.verifying("verify", "own"), image))
        .contains("no signatures found");
    cosign.program.run(cosign.signing("sign"), image);
    assertThat(cosign.program.run(cosign.verifying("verify", "own"), image))
        .contains(image.replaceFirst(".*@", ""));
    cosign.keys("other");
    assertThat(cosign.program.fails(cosign.verifying("verify", "other"), image))
        .contains("no matching attestations");
  }

  @Deed
  void signsAnIndexAndItsImages(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    Layout index = Layout.index(cosign.home.path("in"), "signed");
    site.push(index, "cosign-index");
    String repository = site.repository("cosign-index") + "@";
    cosign.program.run(cosign.signing("sign"), "--recursive", repository + index.digest());
    for (Object signed : new Object[] {index.digest(), index.children().getLast()}) {
      assertThat(cosign.program.run(cosign.verifying("verify", "own"), repository + signed))
          .contains(signed.toString());
    }
  }

  @Deed
  void attestsAndVerifiesTheAttestation(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-attested");
    cosign.home.file("predicate.json", "{\"tested\":true}");
    cosign.program.run(cosign.signing("attest"), "--predicate=predicate.json", image);
    assertThat(
            cosign.program.run(
                cosign.verifying("verify-attestation", "own"), "--type=custom", image))
        .contains("payload");
  }

  @Deed
  void discoversBothFormsOfSignatures(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-tree");
    cosign.signLegacy(image);
    cosign.program.run(cosign.signing("sign"), image);
    assertThat(cosign.program.run("tree", cosign.flags(), image))
        .contains("Signatures for an image tag")
        .contains("artifacts via OCI referrer");
  }

  @Deed
  void copiesAnImageWithItsSignature(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-source");
    cosign.signLegacy(image);
    String copy = site.repository("cosign-target") + ":v1";
    cosign.program.run("copy", cosign.flags(), image, copy);
    assertThat(cosign.program.run(cosign.verifyLegacy("own", copy)))
        .contains(image.replaceFirst(".*@", ""));
  }

  @Deed
  void removesASignatureThatATagHolds(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-clean");
    cosign.signLegacy(image);
    cosign.program.run("clean", "-f", "--type=signature", cosign.flags(), image);
    assertThat(cosign.program.fails(cosign.verifyLegacy("own", image)))
        .contains("no signatures found");
  }

  @Deed
  void removesABundle(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-clean-bundle");
    cosign.program.run(cosign.signing("sign"), image);
    Object[] clean = {"clean", "-f", "--type=referrer", cosign.flags(), image};
    cosign.program.run(clean);
    assertThat(cosign.program.fails(cosign.verifying("verify", "own"), image))
        .contains("no signatures found");
  }

  @Deed
  void savesAndLoadsAnImageWithItsSignature(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-saved");
    cosign.signLegacy(image);
    cosign.program.run("save", "--dir=saved", cosign.flags(), image);
    String loaded = site.repository("cosign-loaded") + ":v1";
    cosign.program.run("load", "--dir=saved", cosign.flags(), loaded);
    assertThat(cosign.program.run(cosign.verifyLegacy("own", loaded)))
        .contains(image.replaceFirst(".*@", ""));
  }

  @Deed
  void verifiesABundleWhereOrasAndRegctlCopiedIt(Site site) throws Exception {
    Cosign cosign = Cosign.at(site);
    String image = cosign.image("cosign-moved");
    cosign.program.run(cosign.signing("sign"), image);
    String oras = site.repository("cosign-by-oras") + ":v1";
    String regctl = site.repository("cosign-by-regctl") + ":v1";
    new Program(RealClient.ofGo(cosign.home.environment(), "oras"))
        .run("cp", "-r", OrasTest.flags(site, "from-"), OrasTest.flags(site, "to-"), image, oras);
    RegctlTest.regctl(site, cosign.home).run("image", "copy", "--referrers", image, regctl);
    for (String copy : new String[] {oras, regctl}) {
      assertThat(cosign.program.run(cosign.verifying("verify", "own"), copy))
          .contains(image.replaceFirst(".*@", ""));
    }
  }
}
