package dev.weir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says what was not tried and why, such as a client program that is missing, and leaves it in
 * {@code target/skipped-tests}, in a file for each process that runs tests.
 */
public final class SkippedTests implements TestExecutionListener {
  private static final Path FILE =
      Path.of("target", "skipped-tests", System.getProperty("surefire.forkNumber", "1") + ".txt");

  private final Map<String, Integer> reasons = new ConcurrentHashMap<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    reasons.merge(reason, 1, Integer::sum);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("no reason");
      reasons.merge(reason.replace("Assumption failed: ", ""), 1, Integer::sum);
    }
  }

  /** Comes after each class where classes are given out one by one. */
  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    List<String> lines =
        new TreeMap<>(reasons)
            .entrySet().stream()
                .map(entry -> "%d skipped: %s".formatted(entry.getValue(), entry.getKey()))
                .toList();
    try {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
