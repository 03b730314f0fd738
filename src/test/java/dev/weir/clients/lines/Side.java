package dev.weir.clients.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.clients.RealClient.Output;
import dev.weir.clients.WeirCalls;
import dev.weir.remote.extract.TarMaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the two that answer the rows of a section, with a namespace and a directory of its own.
 */
final class Side {
  private static final Pattern CONTENT = Pattern.compile("\\{text:([^}]+)}");

  private final Path directory;
  private final String namespace;
  private final Map<String, String> environment;
  private final Map<String, String> places;
  private final Masks masks;

  /** How a program is called. */
  interface Program {
    Output run(Map<String, String> environment, Path directory, String input, String... arguments)
        throws IOException, InterruptedException;
  }

  /**
   * A new side.
   *
   * @param environment in which calls find the server as its administrator
   * @param places what stands for {@code {registry}} and the like
   */
  Side(
      Path directory, String namespace, Map<String, String> environment, Map<String, String> places)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.namespace = namespace;
    this.places = places;
    this.masks = new Masks(namespace, directory.toString());
    this.environment = new HashMap<>(environment);
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.copy(Path.of(String.valueOf(environment.get("KUBECONFIG"))), kubeconfig);
    this.environment.put("KUBECONFIG", kubeconfig.toString());
    Path logins = this.directory.resolve("logins");
    Files.writeString(logins, "{}");
    this.environment.put("REGISTRY_AUTH_FILE", logins.toString());
    prepare("new-project {ns}x");
    prepare("new-project {ns}");
  }

  void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    if (name.contains(".tar")) {
      TarMaker tar = new TarMaker();
      text.lines().map(line -> line.split(" ", 2)).forEach(line -> tar.file(line[0], line[1]));
      Files.write(file, name.endsWith(".gz") ? tar.gzip() : tar.tar());
    } else {
      Files.writeString(file, filled(text));
    }
  }

  void prepare(String line) throws IOException {
    try {
      Output output = call(Side::weir, line);
      assertThat(output.exit()).as("%s: %s", line, output.err()).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  Answer answer(Program program, String line) throws IOException, InterruptedException {
    return Answer.of(call(program, line), masks);
  }

  static Output weir(
      Map<String, String> environment, Path directory, String input, String... arguments) {
    return new WeirCalls(environment, directory).attempt(input, arguments);
  }

  static Program real(String name) {
    return (environment, directory, input, arguments) -> {
      RealClient client =
          name.equals("oc") ? RealClient.oc(environment) : RealClient.required(environment, name);
      return client.in(directory).attempt(input, arguments);
    };
  }

  private Output call(Program program, String line) throws IOException, InterruptedException {
    String input = "";
    StringBuilder errors = new StringBuilder();
    Output output = new Output(0, "", "");
    for (Words.Stage stage : Words.stages(line)) {
      Map<String, String> variables = new HashMap<>(environment);
      for (String variable : stage.variables()) {
        String[] parts = filled(variable).split("=", 2);
        variables.put(parts[0], parts[1]);
      }
      String given =
          stage.input().isEmpty() ? input : Files.readString(directory.resolve(stage.input()));
      List<String> arguments = stage.arguments().stream().map(this::filled).toList();
      output = program.run(variables, directory, given, arguments.toArray(new String[0]));
      errors.append(output.err());
      input = output.out();
      if (!stage.output().isEmpty()) {
        Files.writeString(directory.resolve(stage.output()), output.out());
        output = new Output(output.exit(), "", output.err());
        input = "";
      }
    }
    return new Output(output.exit(), output.out(), errors.toString());
  }

  private String filled(String text) {
    String filled = CONTENT.matcher(text).replaceAll(found -> content(found.group(1)));
    filled = filled.replace("{ns}", namespace).replace("{other}", namespace + "x");
    for (var place : places.entrySet()) {
      filled = filled.replace("{" + place.getKey() + "}", place.getValue());
    }
    return filled;
  }

  private String content(String file) {
    try {
      return Matcher.quoteReplacement(Files.readString(directory.resolve(file)).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
