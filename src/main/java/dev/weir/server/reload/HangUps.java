package dev.weir.server.reload;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which would end the process, asks a server to read again what it was told. Where it comes
 * because the terminal is gone from which the server was started, it still ends it.
 */
public final class HangUps {
  private static final Path TERMINAL = Path.of("/dev/tty");

  /** The signal may be there before the terminal is gone. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static final int LOOKS = 5;

  private final boolean startedFromTerminal = hasTerminal();

  private @Nullable Runnable action;
  private boolean missed;

  private HangUps() {}

  /** From now on the signal ends nothing; what it asks for is done once it can be. */
  public static HangUps taken() {
    HangUps taken = new HangUps();
    Thread.ofPlatform().daemon().name("take SIGHUP").start(taken::take);
    return taken;
  }

  /** The signal is taken before anybody says how the log is to be. */
  private static Logger log() {
    return LoggerFactory.getLogger(HangUps.class);
  }

  /**
   * The JDK's own way to signals is no part of Java's API, so that a compiler warns of it; and a
   * runtime may be without it, where the signal does what it always did.
   */
  private void take() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> called(method));
      var _ = signal.getMethod("handle", signal, handler).invoke(signal, hangUp, ours);
    } catch (InvocationTargetException e) {
      log().warn("SIGHUP ends this server: {}", String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      log().warn("SIGHUP ends this server: this Java has no module jdk.unsupported");
      log().debug("no signals", e);
    }
  }

  private @Nullable Object called(Method method) {
    return switch (method.getName()) {
      case "handle" -> {
        happened();
        yield null;
      }
      case "hashCode" -> System.identityHashCode(this);
      case "equals" -> false;
      default -> "the handler of SIGHUP";
    };
  }

  private void happened() {
    if (startedFromTerminal && isTerminalGone()) {
      log().info("the terminal is gone from which this server was started");
      System.exit(0);
    }
    asked();
  }

  private synchronized void asked() {
    if (action == null) {
      missed = true;
    } else {
      action.run();
    }
  }

  /** What each signal asks for, one after the other. */
  public synchronized void ask(Runnable reload) {
    action = reload;
    if (missed) {
      reload.run();
    }
  }

  private static boolean isTerminalGone() {
    try {
      for (int look = 0; look < LOOKS && hasTerminal(); look++) {
        Thread.sleep(PATIENCE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return !hasTerminal();
  }

  private static boolean hasTerminal() {
    try (FileChannel _ = FileChannel.open(TERMINAL, StandardOpenOption.READ)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
