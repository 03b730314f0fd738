package dev.weir.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that sign tokens: ES256, and nothing else is believed, whatever a token says of itself.
 * The first key signs, every key verifies the tokens that name it; so a new key put in front takes
 * over and tokens of the old one hold until it is taken away.
 */
public final class SigningKeys {
  private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

  private final Map<String, ECDSAVerifier> verifiers = new LinkedHashMap<>();
  private final ECDSASigner signer;
  private final JWSHeader header;

  private SigningKeys(List<ECKey> keys) throws JOSEException {
    for (ECKey key : keys) {
      verifiers.put(key.getKeyID(), new ECDSAVerifier(key));
    }
    signer = new ECDSASigner(keys.getFirst());
    header =
        new JWSHeader.Builder(ALGORITHM)
            .type(JOSEObjectType.JWT)
            .keyID(keys.getFirst().getKeyID())
            .build();
  }

  /** A set of one new key, as a JSON Web Key Set with its private part. */
  public static String generate() {
    try {
      ECKey key =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(ALGORITHM)
              .keyIDFromThumbprint(true)
              .generate();
      return new JWKSet(key).toString(false);
    } catch (JOSEException e) {
      throw new IllegalStateException(e); // every Java has P-256
    }
  }

  /**
   * Reads a JSON Web Key Set (RFC 7517).
   *
   * @throws IllegalArgumentException if it holds anything but P-256 private keys with key ids; the
   *     message tells nothing of the keys
   */
  public static SigningKeys parse(String jwks) {
    try {
      List<ECKey> keys = JWKSet.parse(jwks).getKeys().stream().map(SigningKeys::own).toList();
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("there is no key");
      }
      return new SigningKeys(keys);
    } catch (ParseException | JOSEException _) {
      throw new IllegalArgumentException("no JSON Web Key Set");
    }
  }

  private static ECKey own(JWK key) {
    if (key instanceof ECKey ec
        && ec.isPrivate()
        && Curve.P_256.equals(ec.getCurve())
        && ec.getKeyID() != null) {
      return ec;
    }
    throw new IllegalArgumentException("a key is no P-256 private key with a key id");
  }

  String sign(JWTClaimsSet claims) {
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a token cannot be signed", e);
    }
    return token.serialize();
  }

  /** What a token claims, if one of these keys signed it. */
  Optional<JWTClaimsSet> verified(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      ECDSAVerifier verifier = verifiers.get(String.valueOf(jwt.getHeader().getKeyID()));
      boolean signed =
          verifier != null
              && ALGORITHM.equals(jwt.getHeader().getAlgorithm())
              && jwt.verify(verifier);
      return signed ? Optional.of(jwt.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * What a token claims that names one of these keys, without a look at its signature: enough to
   * tell a token of ours from one whose key is gone, never to let anybody in.
   */
  Optional<JWTClaimsSet> unverified(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return verifiers.containsKey(String.valueOf(jwt.getHeader().getKeyID()))
          ? Optional.of(jwt.getJWTClaimsSet())
          : Optional.empty();
    } catch (ParseException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "SigningKeys" + verifiers.keySet();
  }
}
