const path = require('path')

const shared = { NODE_ENV: 'development' }

module.exports = {
  // The server, and what works for it.
  apps: [
    {
      name: 'api',
      script: './server.js',
      args: '--port 4000',
      watch: ['src', 'config'],
      ignore_watch: /node_modules/,
      env: { ...shared, PORT: 4000, HOST: process.env.HOST || 'localhost' },
    },
    { name: `mailer`, cwd: path.join(__dirname, 'mailer'), script: 'worker.py', interpreter: 'python3' },
    { name: "web", cwd: './web', script: "npm", args: ["run", "dev"] },
    { name: 'made', script: process.argv[2] },
  ],
  deploy: { production: { user: 'node', 'post-deploy': 'npm ci && pm2 reload all' } },
}
