package dev.weir.server.tls;

import dev.weir.failure.FileProblem;
import dev.weir.http.HostName;
import dev.weir.pem.Pem;
import dev.weir.pem.PemException;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.StartException;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.data.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Weir's own authority and server certificate, made when they are missing, when the names change or
 * when their end is near; or the user's own files.
 */
public final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
  private static final String KEY_ALGORITHM = "EC";
  private static final int SUBJECT_ALTERNATIVE_DNS = 2;
  private static final int SUBJECT_ALTERNATIVE_IP = 7;

  private final DataDirectory data;
  private final Clock clock;

  public Certificates(DataDirectory data, Clock clock) {
    this.data = data;
    this.clock = clock;
  }

  /**
   * The identity signed by Weir's own authority.
   *
   * @param hosts names and addresses that the certificate must cover, beside those that it always
   *     covers
   * @throws StartException if the files are damaged
   */
  public ServerIdentity own(Collection<String> hosts) {
    Set<String> names = new TreeSet<>(List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"));
    hosts.stream().map(host -> new HostName(host).text()).forEach(names::add);
    try {
      if (!isFresh(data.authorityCertificate(), data.authorityKey())) {
        if (Files.exists(data.authorityCertificate())) {
          LOG.warn(
              "the authority's certificate has ended or ends soon by this machine's clock, {}, or"
                  + " its key is missing: a new one is made, and clients must trust the new {}",
              clock.instant(),
              data.authorityCertificate());
        }
        CertificateMaker.KeyAndCertificate made = new CertificateMaker(clock).authority();
        DurableFile.writePrivate(data.authorityKey(), Pem.encode("PRIVATE KEY", made.key()));
        DurableFile.writePublic(
            data.authorityCertificate(), Pem.encode("CERTIFICATE", made.certificate()));
      }
      X509Certificate authority = Pem.certificates(data.authorityCertificate()).getFirst();
      if (!isServerCertificateGood(authority, names)) {
        makeServerCertificate(authority, names);
      }
      return new ServerIdentity(
          Pem.key(data.serverKey(), KEY_ALGORITHM),
          Pem.certificates(data.serverCertificate()),
          Files.readAllBytes(data.authorityCertificate()),
          List.of(authority));
    } catch (IOException e) {
      throw new StartException(
          "Weir's own certificate cannot be read or made ("
              + FileProblem.named(e)
              + "); let this user read and write "
              + data.tls()
              + ", on a disk that has room.",
          e);
    } catch (GeneralSecurityException e) {
      throw new StartException(
          "Weir's own certificate cannot be read or made ("
              + PemException.reason(e)
              + "); if files in "
              + data.tls()
              + " are damaged, remove "
              + data.tls()
              + " and "
              + data.authorityCertificate()
              + ": new ones are made, and clients must trust the new authority.",
          e);
    }
  }

  private boolean isFresh(Path certificate, Path key) throws IOException, GeneralSecurityException {
    return Files.exists(certificate)
        && Files.exists(key)
        && !endsSoon(Pem.certificates(certificate).getFirst());
  }

  private boolean endsSoon(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().isBefore(clock.instant().plus(RENEW_BEFORE_END));
  }

  private boolean isServerCertificateGood(X509Certificate authority, Set<String> names)
      throws IOException, GeneralSecurityException {
    if (!isFresh(data.serverCertificate(), data.serverKey())) {
      return false;
    }
    X509Certificate certificate = Pem.certificates(data.serverCertificate()).getFirst();
    return names.equals(names(certificate)) && (isChecked() || isInOrder(certificate, authority));
  }

  private boolean isInOrder(X509Certificate certificate, X509Certificate authority)
      throws IOException, GeneralSecurityException {
    boolean good =
        isSignedBy(certificate, authority)
            && belongTogether(Pem.key(data.serverKey(), KEY_ALGORITHM), certificate.getPublicKey());
    if (good) {
      noteChecked();
    }
    return good;
  }

  private void noteChecked() throws IOException, GeneralSecurityException {
    byte[] checked = checksum();
    try {
      DurableFile.writePrivate(data.checkedCertificates(), checked);
    } catch (IOException e) {
      LOG.debug("the next start checks the certificates again: {}", e.toString());
    }
  }

  /** Elliptic curves take a cold JVM longer than all else here; the same files need them once. */
  private boolean isChecked() throws IOException, GeneralSecurityException {
    Path file = data.checkedCertificates();
    return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), checksum());
  }

  private byte[] checksum() throws IOException, GeneralSecurityException {
    MessageDigest sum = MessageDigest.getInstance("SHA-256");
    for (Path file :
        List.of(data.authorityCertificate(), data.serverCertificate(), data.serverKey())) {
      byte[] content = Files.readAllBytes(file);
      sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
      sum.update(content);
    }
    return HexFormat.of().formatHex(sum.digest()).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException otherAuthority) {
      return false;
    }
  }

  private void makeServerCertificate(X509Certificate authority, Set<String> names)
      throws IOException, GeneralSecurityException {
    PrivateKey authorityKey = Pem.key(data.authorityKey(), KEY_ALGORITHM);
    CertificateMaker.KeyAndCertificate made =
        new CertificateMaker(clock).server(authority, authorityKey, names);
    DurableFile.writePrivate(data.serverKey(), Pem.encode("PRIVATE KEY", made.key()));
    DurableFile.writePrivate(
        data.serverCertificate(), Pem.encode("CERTIFICATE", made.certificate()));
  }

  /** DNS names and addresses that a certificate covers. */
  public static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
    Set<String> names = new TreeSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        int kind = (Integer) alternative.get(0);
        if (kind == SUBJECT_ALTERNATIVE_DNS || kind == SUBJECT_ALTERNATIVE_IP) {
          names.add(new HostName(String.valueOf(alternative.get(1))).text());
        }
      }
    }
    return names;
  }

  /**
   * The identity in the user's own files.
   *
   * @throws StartException if they cannot be read or do not belong together
   */
  public static ServerIdentity given(GivenFiles files) {
    List<X509Certificate> chain;
    ByteArrayOutputStream trust = new ByteArrayOutputStream();
    try {
      chain = Pem.certificates(files.certificate());
      for (X509Certificate certificate : chain) {
        trust.writeBytes(Pem.encode("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("--tls-cert", files.certificate(), e);
    }
    try {
      PublicKey publicKey = chain.getFirst().getPublicKey();
      PrivateKey key = Pem.key(files.key(), publicKey.getAlgorithm());
      if (!belongTogether(key, publicKey)) {
        throw new PemException(
            "it does not belong to the first certificate in " + files.certificate());
      }
      return new ServerIdentity(key, chain, trust.toByteArray(), List.of());
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("--tls-key", files.key(), e);
    }
  }

  private static StartException unusable(String flag, Path file, Exception cause) {
    return new StartException(
        "The file " + file + " of " + flag + " cannot be used: " + PemException.reason(cause) + ".",
        cause);
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] probe = "weir".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(probe);
    byte[] signature = signer.sign();
    signer.initVerify(publicKey);
    signer.update(probe);
    return signer.verify(signature);
  }
}
