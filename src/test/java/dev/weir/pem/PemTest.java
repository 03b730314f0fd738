package dev.weir.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.junit.jupiter.api.Test;

class PemTest {
  private static final KeyPair RSA = made(TestKeys::rsa);
  private static final KeyPair EC = made(TestKeys::ec);

  private interface Making {
    KeyPair make() throws GeneralSecurityException;
  }

  private static KeyPair made(Making making) {
    try {
      return making.make();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(String text, String algorithm, String... words) {
    assertThatExceptionOfType(PemException.class)
        .isThrownBy(() -> Pem.key(text, algorithm))
        .satisfies(e -> assertThat(PemException.reason(e)).contains(words));
  }

  @Test
  void readsKeysInEachOfTheirForms() throws Exception {
    assertThat(TestKeys.pkcs1(RSA.getPrivate())).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(TestKeys.sec1(EC.getPrivate())).contains("-----BEGIN EC PRIVATE KEY-----");

    assertThat(Pem.key(TestKeys.pkcs8(RSA.getPrivate()), "RSA")).isEqualTo(RSA.getPrivate());
    assertThat(Pem.key(TestKeys.pkcs1(RSA.getPrivate()), "RSA")).isEqualTo(RSA.getPrivate());
    assertThat(Pem.key(TestKeys.pkcs8(EC.getPrivate()), "EC")).isEqualTo(EC.getPrivate());
    assertThat(((ECPrivateKey) Pem.key(TestKeys.sec1(EC.getPrivate()), "EC")).getS())
        .isEqualTo(((ECPrivateKey) EC.getPrivate()).getS());
  }

  @Test
  void findsTheKeyBesideOtherThings() throws Exception {
    String text = "Bag Attributes: none\n" + TestKeys.pkcs1(RSA.getPrivate()) + "# the end\n";

    assertThat(Pem.key(text, "RSA")).isEqualTo(RSA.getPrivate());
  }

  @Test
  void saysWhatIsWrongWithAKey() throws Exception {
    String pkcs1 = TestKeys.pkcs1(RSA.getPrivate());

    assertRefused("", "EC", "there is no key in it");
    assertRefused("nonsense", "RSA", "there is no key in it");
    assertRefused(TestKeys.block("PUBLIC KEY", RSA.getPublic().getEncoded()), "RSA", "no key");
    assertRefused(pkcs1, "EC", "not of the kind EC");
    assertRefused(TestKeys.pkcs8(EC.getPrivate()), "RSA", "not of the kind RSA");
    assertRefused(pkcs1.substring(0, 200), "RSA", "damaged");
    assertRefused(pkcs1.replaceAll("(?m)^M.*$", "!!!!"), "RSA", "damaged");
    assertRefused("-----BEGIN RSA PRIVATE KEY", "RSA", "");
    assertRefused(pkcs1.replaceAll("(?m)^M.*$", "AAAA"), "RSA", "damaged");
    assertRefused(encrypted(EC.getPrivate()), "EC", "has a password", "openssl pkey");
  }

  private static String encrypted(PrivateKey key) throws IOException, OperatorCreationException {
    OutputEncryptor encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPassword("secret".toCharArray())
            .build();
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new JcaPKCS8Generator(key, encryptor));
    }
    return text.toString();
  }
}
