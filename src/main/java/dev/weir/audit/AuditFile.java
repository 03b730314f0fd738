package dev.weir.audit;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import ch.qos.logback.core.status.Status;
import dev.weir.resource.Json;
import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends events to a file, which is put aside when it is full; a fixed number of such files is
 * kept. One thread writes. Requests wait for it when it is thousands of events behind, so that none
 * is lost; on a full disk events are lost and counted, the server's log says so once, and the
 * server goes on.
 */
public final class AuditFile implements AuditLog {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(AuditFile.class);

  private static final Sizes USUAL = new Sizes(50L * 1024 * 1024, 5);

  private static final int QUEUE = 8192;
  private static final int FLUSH_MILLIS = 2000;

  private final LoggerContext context = new LoggerContext();
  private final AtomicBoolean complained = new AtomicBoolean();
  private final Logger lines;
  private final LineAppender file;
  private final InstantSource clock;

  /**
   * How much is kept.
   *
   * @param fileBytes at which a file is full
   * @param fullFiles that are kept beside the one that is written
   */
  record Sizes(long fileBytes, int fullFiles) {}

  AuditFile(Path path, InstantSource clock, Sizes sizes) {
    this.clock = clock;
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getStatusManager().add(this::complain);
    this.file = appender(path, sizes);
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setMaxFlushTime(FLUSH_MILLIS);
    queue.addAppender(file);
    queue.start();
    this.lines = context.getLogger("audit");
    lines.setAdditive(false);
    lines.addAppender(queue);
  }

  /** Begins to append to the file. */
  public static AuditFile open(Path file, InstantSource clock) {
    return new AuditFile(file, clock, USUAL);
  }

  private LineAppender appender(Path path, Sizes sizes) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    LineAppender appender = new LineAppender();
    appender.setContext(context);
    appender.setFile(path.toString());
    appender.setEncoder(encoder);
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(appender);
    window.setFileNamePattern(path + ".%i");
    window.setMinIndex(1);
    window.setMaxIndex(sizes.fullFiles());
    window.start();
    FullFile full = new FullFile(sizes.fileBytes());
    full.setContext(context);
    full.start();
    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(full);
    appender.start();
    return appender;
  }

  /** Looks at each event; the library's own policy looks once a minute. */
  private static final class FullFile extends TriggeringPolicyBase<ILoggingEvent> {
    private final long bytes;

    FullFile(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent event) {
      return active.length() >= bytes;
    }
  }

  private void complain(Status status) {
    if (status.getEffectiveLevel() >= Status.WARN && complained.compareAndSet(false, true)) {
      LOG.warn("the audit log misses events: {}", status.getMessage());
    }
  }

  @Override
  public void answered(Request request, Response response) {
    AuditNote note = AuditNote.of(request);
    for (AuditNote.Step step : note.steps()) {
      record(AuditEvent.of(request, note, step, clock.instant()));
    }
    int code = response.getStatus();
    if (note.steps().isEmpty() && AuditEvent.isRecorded(request, note, code)) {
      record(AuditEvent.of(request, note, code, clock.instant()));
    }
  }

  void record(ObjectNode event) {
    lines.info(Json.text(event));
  }

  @Override
  public long lost() {
    return file.lost();
  }

  @Override
  public void close() {
    context.stop();
  }
}
