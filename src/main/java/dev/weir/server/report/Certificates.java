package dev.weir.server.report;

import dev.weir.server.report.Report.Certificate;
import dev.weir.server.tls.ServerIdentity;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates that clients see. */
public final class Certificates {
  static final String AUTHORITY = "authority's";

  private static final String SERVER = "server's";

  private Certificates() {}

  /** Those of a server: its own, with the authority that Weir made for it, or the given chain. */
  public static List<Certificate> of(ServerIdentity identity) {
    boolean own = !identity.clientAuthorities().isEmpty();
    List<Certificate> all = new ArrayList<>();
    for (X509Certificate one : identity.chain()) {
      all.add(told(all.isEmpty() ? SERVER : "intermediate", one, own));
    }
    identity.clientAuthorities().forEach(one -> all.add(told(AUTHORITY, one, true)));
    return all;
  }

  private static Certificate told(String what, X509Certificate certificate, boolean own) {
    return new Certificate(
        what,
        certificate.getSubjectX500Principal().getName(),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        own);
  }
}
