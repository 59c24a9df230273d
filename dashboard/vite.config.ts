import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'build',
    emptyOutDir: true,
    // Nothing may become a data: URL: the content security policy allows files of this origin only.
    assetsInlineLimit: 0,
  },
})
