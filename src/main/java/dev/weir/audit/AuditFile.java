package dev.weir.audit;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.FileSize;
import dev.weir.resource.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.LoggerFactory;

/**
 * Appends events to a file, which is put aside when it is full; a fixed number of such files is
 * kept. One thread writes. Requests wait for it when it is thousands of events behind, so that none
 * is lost; on a full disk events are lost, the server's log says so once, and the server goes on.
 */
public final class AuditFile implements AuditLog {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(AuditFile.class);

  /** Size of a file, in bytes, and how many full ones are kept. */
  private static final long FILE_BYTES = 50L * 1024 * 1024;

  private static final int KEPT_FILES = 5;
  private static final int QUEUE = 8192;
  private static final int FLUSH_MILLIS = 2000;

  private final LoggerContext context = new LoggerContext();
  private final AtomicBoolean complained = new AtomicBoolean();
  private final Logger lines;
  private final InstantSource clock;

  private AuditFile(Path file, InstantSource clock) {
    this.clock = clock;
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getStatusManager().add(this::complain);
    RollingFileAppender<ILoggingEvent> rolling = rolling(file);
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setMaxFlushTime(FLUSH_MILLIS);
    queue.addAppender(rolling);
    queue.start();
    this.lines = context.getLogger("audit");
    lines.setAdditive(false);
    lines.addAppender(queue);
  }

  /** Begins to append to the file. */
  public static AuditFile open(Path file, InstantSource clock) {
    return new AuditFile(file, clock);
  }

  private RollingFileAppender<ILoggingEvent> rolling(Path file) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(appender);
    window.setFileNamePattern(file + ".%i");
    window.setMinIndex(1);
    window.setMaxIndex(KEPT_FILES);
    window.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(FILE_BYTES));
    size.start();
    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(size);
    appender.start();
    return appender;
  }

  private void complain(Status status) {
    if (status.getEffectiveLevel() >= Status.WARN && complained.compareAndSet(false, true)) {
      LOG.warn("the audit log misses events: {}", status.getMessage());
    }
  }

  @Override
  public void answered(Request request, Response response) {
    AuditNote note = AuditNote.of(request);
    int code = response.getStatus();
    if (AuditEvent.isRecorded(request, note, code)) {
      lines.info(Json.text(AuditEvent.of(request, note, code, clock.instant())));
    }
  }

  @Override
  public void close() {
    context.stop();
  }
}
