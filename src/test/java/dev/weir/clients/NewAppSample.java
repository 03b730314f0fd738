package dev.weir.clients;

import dev.weir.demo.TarFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Streams and a repository from which applications are made. */
final class NewAppSample {
  private static final String RUBY =
      """
      {"Env":["RUBY_VERSION=2.5"],"ExposedPorts":{"8080/tcp":{}},"User":"1001","Labels":{
       "io.openshift.s2i.scripts-url":"image:///usr/libexec/s2i","io.openshift.tags":"builder,ruby"}}\
      """;

  private static final String DATABASE =
      """
      {"ExposedPorts":{"3306/tcp":{},"53/udp":{}},"Volumes":{"/var/lib/data":{}},
       "Labels":{"io.k8s.display-name":"Data base","io.k8s.description":"Keeps data."}}\
      """;

  private NewAppSample() {}

  /** The image of a builder, as {@code openshift/images:ruby}. */
  static void image(WeirCalls weir, Path work, String registry) throws Exception {
    push(weir, work, registry + "/openshift/images:ruby", RUBY);
  }

  /** Streams for everybody, and some in the project. */
  static void streams(WeirCalls weir, Path work, String registry, String project) throws Exception {
    image(weir, work, registry);
    push(weir, work, registry + "/openshift/images:data", DATABASE);
    push(weir, work, registry + "/openshift/images:plain", "{}");
    weir.says(
        "apply",
        "-f",
        weir.file(
            "streams.yaml",
            """
            apiVersion: v1
            kind: ImageStream
            metadata:
              name: ruby
              namespace: openshift
              annotations: {openshift.io/display-name: Ruby, description: All of Ruby}
            spec:
              tags:
              - name: '2.9'
                annotations: {tags: 'builder,ruby', supports: 'ruby:2.9,ruby', version: '2.9'}
                from: {kind: ImageStreamTag, name: 'images:ruby'}
              - name: '2.10'
                annotations: {tags: 'builder,ruby', supports: 'ruby:2.10,ruby', version: '2.10'}
                from: {kind: ImageStreamTag, name: 'images:ruby'}
              - name: '2.0'
                annotations: {tags: 'hidden,builder', supports: 'ruby:2.0', version: '2.0'}
                from: {kind: ImageStreamTag, name: 'images:ruby'}
              - name: latest
                annotations: {tags: 'builder,ruby'}
                from: {kind: ImageStreamTag, name: '2.10'}
            ---
            apiVersion: v1
            kind: ImageStream
            metadata: {name: data, namespace: %1$s}
            spec:
              tags:
              - name: '5.7'
                from: {kind: ImageStreamTag, name: 'images:data', namespace: openshift}
              - name: '8'
                from: {kind: ImageStreamTag, name: 'images:data', namespace: openshift}
            ---
            apiVersion: v1
            kind: ImageStream
            metadata: {name: snakes, namespace: %1$s}
            spec:
              tags:
              - name: '3'
                annotations: {tags: builder, supports: python}
                from: {kind: ImageStreamTag, name: 'images:ruby', namespace: openshift}
            ---
            apiVersion: v1
            kind: ImageStream
            metadata: {name: empty, namespace: %1$s}
            """
                .formatted(project)));
  }

  private static void push(WeirCalls weir, Path work, String to, String config) throws Exception {
    Path layer = work.resolve("layer.tar");
    Files.write(layer, TarFile.of("message", to.substring(to.indexOf('/'))));
    weir.says(
        "image",
        "append",
        "--to",
        to,
        "--created-at=2026-01-02T03:04:05Z",
        "--image",
        config,
        layer.toString());
  }

  /** A directory that was cloned from somewhere, with these files. */
  static void cloned(Path directory, String... files) throws Exception {
    Path git = Files.createDirectories(directory.resolve(".git/objects"));
    Path refs = Files.createDirectories(directory.resolve(".git/refs/heads"));
    Files.writeString(
        git.resolveSibling("config"),
        "[core]\n"
            + "\trepositoryformatversion = 0\n"
            + "[remote \"origin\"]\n"
            + "\turl = https://git.example.com/team/"
            + directory.getFileName()
            + ".git\n");
    Files.writeString(git.resolveSibling("HEAD"), "ref: refs/heads/main\n");
    Files.createDirectories(refs);
    for (String file : files) {
      Files.writeString(directory.resolve(file), "");
    }
  }
}
