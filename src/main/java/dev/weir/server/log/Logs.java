package dev.weir.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.weir.server.config.ServerConfig.LogFormat;
import dev.weir.server.config.ServerConfig.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on standard error, set up in code: looking for configuration files costs start-up time.
 * Until a server says otherwise, only warnings are shown. Things are named by the keys {@code
 * stream}, {@code tag}, {@code digest}, {@code revision} and {@code user}; secrets never get here.
 */
public final class Logs extends ContextAwareBase implements Configurator {
  private static final String OWN = "dev.weir";
  private static final String JETTY = "org.eclipse.jetty";

  /** The driver writes stack traces of what a failed start says in one sentence. */
  private static final String SQLITE = "org.sqlite";

  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg %kvp%n";

  /** Called by the logging library when the first logger is made. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    set(context, LogFormat.TEXT, Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Sets the log of a server. */
  public static void ofServer(LogFormat format, LogLevel level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      set(context, format, Level.INFO);
      set(context, level);
    }
  }

  /** From now on the log tells this at least. */
  public static void setLevel(LogLevel level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      set(context, level);
    }
  }

  /** Libraries are never asked for what only their own developers read. */
  private static void set(LoggerContext context, LogLevel level) {
    Level own = Level.toLevel(level.name());
    context.getLogger(OWN).setLevel(own);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(quieter(own, Level.INFO));
    context.getLogger(JETTY).setLevel(quieter(own, Level.WARN));
    context.getLogger(SQLITE).setLevel(level == LogLevel.DEBUG ? own : Level.OFF);
  }

  private static Level quieter(Level one, Level other) {
    return one.isGreaterOrEqual(other) ? one : other;
  }

  private static void set(LoggerContext context, LogFormat format, Level level) {
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> text();
          case JSON -> new JsonLines();
        };
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    context.getLogger(JETTY).setLevel(Level.WARN);
  }

  private static PatternLayoutEncoder text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(TEXT);
    return encoder;
  }
}
