package dev.weir.server.reload;

import dev.weir.failure.FileProblem;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.Configuration;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.ServerConfig.LogLevel;
import dev.weir.server.config.Setting;
import dev.weir.server.config.StartException;
import dev.weir.server.tls.ServerIdentity;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads again what a server was told. All of it must be good, or nothing is changed; what a running
 * server cannot change is named. Each is told in the log.
 */
public final class Reload implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final Supplier<Configuration> reader;
  private final Live server;
  private Configuration running;
  private String cannotRenew = "";
  private boolean told;

  /**
   * Of a server.
   *
   * @param running what it was told at its start
   * @param reader reads the same again
   */
  public Reload(Configuration running, Supplier<Configuration> reader, Live server) {
    this.running = running;
    this.reader = reader;
    this.server = server;
  }

  /** What goes wrong is logged. */
  @Override
  public synchronized void run() {
    try {
      Configuration read = reader.get();
      take(read, server.identity(read.server()));
    } catch (ConfigException e) {
      e.problems().forEach(Reload::refuse);
    } catch (StartException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      refuse(FileProblem.named(e));
    } catch (RuntimeException e) {
      LOG.error("SIGHUP: what was read again could not be taken", e);
    }
  }

  /**
   * Takes a certificate of the user's that was renewed, which whoever renews it may have no way to
   * tell: nobody sends signals into a container. The server's own waits for a start or a signal, as
   * a clock that is wrong for a while must not make one. While the new one cannot be used, such as
   * one of which the key is not there yet, the old one stays, and the reason is told once, if it
   * holds at the next look.
   */
  public synchronized void renew() {
    if (!(running.server().certificate() instanceof GivenFiles)) {
      return;
    }
    try {
      ServerIdentity now = server.identity(running.server());
      X509Certificate before = server.identity().chain().getFirst();
      if (!now.chain().equals(server.identity().chain())) {
        server.show(now);
        LOG.info("certificate: {} → {}", words(before), words(now.chain().getFirst()));
      }
      cannotRenew = "";
    } catch (StartException e) {
      stays(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      stays(FileProblem.named(e));
    } catch (RuntimeException e) {
      stays(e.toString());
    }
  }

  private void stays(String problem) {
    boolean still = problem.equals(cannotRenew);
    if (still && !told) {
      LOG.error("the certificate stays what it was: {}", problem);
    }
    told = still;
    cannotRenew = problem;
  }

  private static void refuse(String problem) {
    LOG.error("SIGHUP: nothing is changed: {}", problem);
  }

  private void take(Configuration read, ServerIdentity identity) throws IOException {
    List<Setting> changed = changed(read);
    X509Certificate before = server.identity().chain().getFirst();
    boolean renewed = !identity.chain().equals(server.identity().chain());
    if (changed.isEmpty() && !renewed) {
      LOG.info("SIGHUP: nothing has changed");
      return;
    }
    if (renewed) {
      server.show(identity);
    }
    server.allow(read.server());
    server.log(louder(running.server().logLevel(), read.server().logLevel()));
    if (renewed) {
      LOG.info("SIGHUP: certificate: {} → {}", words(before), words(identity.chain().getFirst()));
    }
    changed.forEach(setting -> tell(setting, read));
    server.log(read.server().logLevel());
    running = running.with(read, changed.stream().filter(Setting::isReloaded).toList());
  }

  private List<Setting> changed(Configuration read) {
    return Arrays.stream(Setting.values())
        .filter(setting -> !running.of(setting).value().equals(read.of(setting).value()))
        .toList();
  }

  /** So that also that change is told which makes the log quieter. */
  private static LogLevel louder(LogLevel one, LogLevel other) {
    return Collections.max(List.of(one, other));
  }

  private void tell(Setting setting, Configuration read) {
    String before = running.told(setting);
    String now = read.told(setting);
    if (setting.isReloaded()) {
      LOG.info("SIGHUP: {}: {} → {}", setting.key(), before, now);
    } else {
      LOG.warn(
          "SIGHUP: {}: {} → {} needs a restart; until then it stays {}",
          setting.key(),
          before,
          now,
          before);
    }
  }

  private static String words(X509Certificate certificate) {
    return "%s, number %s, until %s"
        .formatted(
            certificate.getSubjectX500Principal(),
            certificate.getSerialNumber().toString(16),
            certificate.getNotAfter().toInstant());
  }
}
