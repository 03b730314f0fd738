package dev.weir.pem;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/** Keys in the forms in which tools write them. */
public final class TestKeys {
  private TestKeys() {}

  public static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  public static KeyPair ec() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  /** {@code BEGIN PRIVATE KEY}. */
  public static String pkcs8(PrivateKey key) throws IOException {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** {@code BEGIN RSA PRIVATE KEY}, as cert-manager writes it unless it is told otherwise. */
  public static String pkcs1(PrivateKey rsa) throws IOException {
    return block("RSA PRIVATE KEY", inner(rsa));
  }

  /**
   * {@code BEGIN EC PRIVATE KEY}, behind the curve, as {@code openssl ecparam -genkey} writes it.
   */
  public static String sec1(PrivateKey ec) throws IOException {
    var key =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, ((ECPrivateKey) ec).getS(), SECObjectIdentifiers.secp256r1);
    return block("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded())
        + block("EC PRIVATE KEY", key.getEncoded());
  }

  private static byte[] inner(PrivateKey key) throws IOException {
    return PrivateKeyInfo.getInstance(key.getEncoded())
        .parsePrivateKey()
        .toASN1Primitive()
        .getEncoded();
  }

  static String block(String label, byte[] der) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new PemObject(label, der));
    }
    return text.toString();
  }
}
