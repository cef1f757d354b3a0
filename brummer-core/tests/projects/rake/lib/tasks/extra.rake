desc "Count the lines"
task :stats do
  sh "wc -l *"
end
