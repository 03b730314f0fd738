package dev.weir.clients;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts the server of {@link WeirServer} when it is first asked for, and ends it with its class.
 */
final class RunningServer implements ParameterResolver {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(RunningServer.class);

  /** Makes what a test asks for. */
  private interface Maker {
    Object make(Path work, ServerProcess server) throws Exception;
  }

  private static final Map<Class<?>, Maker> MAKERS =
      Map.of(
          Path.class, (work, _) -> work,
          ServerProcess.class, (_, server) -> server,
          WeirCalls.class, (work, server) -> new WeirCalls(server.environment(work), work),
          HttpApi.class, (_, server) -> HttpApi.of(server),
          ApiCaller.class, (_, server) -> ApiCaller.of(server));

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return MAKERS.containsKey(parameter.getParameter().getType())
        && !parameter.isAnnotated(TempDir.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    String[] flags =
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), WeirServer.class)
            .orElseThrow()
            .value();
    return context
        .getStore(OURS)
        .computeIfAbsent(Running.class, _ -> Running.start(flags), Running.class)
        .made(parameter.getParameter().getType());
  }

  /** A server, its directory, and what was made of it. */
  private static final class Running implements AutoCloseable {
    private final Path work;
    private final ServerProcess server;
    private final Map<Class<?>, Object> made = new HashMap<>();

    private Running(Path work, ServerProcess server) {
      this.work = work;
      this.server = server;
    }

    static Running start(String... flags) {
      try {
        Path work = Files.createTempDirectory("weir-test");
        return new Running(work, ServerProcess.start(work.resolve("data"), flags));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Object made(Class<?> type) {
      return made.computeIfAbsent(type, this::make);
    }

    private Object make(Class<?> type) {
      try {
        return requireNonNull(MAKERS.get(type)).make(work, server);
      } catch (Exception e) {
        throw new IllegalStateException("cannot make the " + type.getSimpleName(), e);
      }
    }

    @Override
    public void close() throws IOException {
      for (Object one : made.values()) {
        switch (one) {
          case HttpApi api -> api.close();
          case ApiCaller caller -> caller.close();
          default -> {}
        }
      }
      try {
        server.kill();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      server.close();
      List<Path> files = new ArrayList<>();
      try (Stream<Path> all = Files.walk(work)) {
        all.sorted(Comparator.reverseOrder()).forEach(files::add);
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
