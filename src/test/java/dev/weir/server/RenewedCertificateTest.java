package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.TestAuthority.Issued;
import dev.weir.remote.fake.SelfSigned;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Configuration;
import dev.weir.server.config.Setting;
import dev.weir.server.reload.Reload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that was renewed is taken without a signal, at the next look. */
class RenewedCertificateTest {
  @TempDir private Path directory;
  private final SetClock clock = new SetClock();

  private Configuration configuration(Map<Setting, String> more) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATA, directory.resolve("data").toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    flags.putAll(more);
    return ConfigReader.readAll(flags, "", Map.of());
  }

  private Issued issued() {
    SelfSigned made = SelfSigned.make();
    return new Issued(made.own(), made.key());
  }

  private String put(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private static List<X509Certificate> chain(Server server) {
    return server.changes().identity().chain();
  }

  @Test
  void filesThatWereReplacedAreTakenOnceTheyFitTogether() throws Exception {
    Issued first = issued();
    Configuration configuration =
        configuration(
            Map.of(
                Setting.TLS_CERT, put("tls.crt", first.certificatePem()),
                Setting.TLS_KEY, put("tls.key", first.keyPem())));
    try (Server server =
        Server.start(configuration.server(), new Surroundings(clock, "box", "0.2.0"))) {
      Reload reload = new Reload(configuration, () -> configuration, server.changes());
      reload.renew();
      assertThat(chain(server)).containsExactly(first.certificate());

      Issued second = issued();
      String _ = put("tls.crt", second.certificatePem());
      reload.renew();
      assertThat(chain(server)).containsExactly(first.certificate());

      String _ = put("tls.key", second.keyPem());
      reload.renew();
      assertThat(chain(server)).containsExactly(second.certificate());
    }
  }

  /** A clock that is wrong for a while makes nothing. */
  @Test
  void theServersOwnWaitsForAStart() throws Exception {
    Configuration configuration = configuration(Map.of());
    try (Server server =
        Server.start(configuration.server(), new Surroundings(clock, "box", "0.2.0"))) {
      List<X509Certificate> before = chain(server);
      clock.move(Duration.ofDays(340));
      new Reload(configuration, () -> configuration, server.changes()).renew();
      assertThat(chain(server)).isEqualTo(before);
    }
  }
}
