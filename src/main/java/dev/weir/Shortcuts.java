package dev.weir;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * Names to the JDK what it would otherwise look for in the jar: that would open it, and index its
 * twenty thousand files, in a command that has all its classes from the start-up archive.
 */
final class Shortcuts {
  private static final String SELECTORS = "java.nio.channels.spi.SelectorProvider";
  private static final String LINUX_SELECTORS = "sun.nio.ch.EPollSelectorProvider";

  private Shortcuts() {}

  /** For a process that only runs a client's command. */
  static void take() {
    if (System.getProperty("os.name", "").equals("Linux")
        && System.getProperty(SELECTORS) == null) {
      System.setProperty(SELECTORS, LINUX_SELECTORS); // its own choice, for socket channels
    }
    URL.setURLStreamHandlerFactory(Shortcuts::handler);
  }

  /** The JDK's cryptography makes such a URL; nothing here connects to one. */
  private static @Nullable URLStreamHandler handler(String protocol) {
    return protocol.equals("http") ? new Unconnected() : null;
  }

  private static final class Unconnected extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      throw new IOException("weir speaks HTTP by itself: " + url);
    }
  }
}
